/** Style sheets are imported for their effect; the bundler puts them in. */
declare module '*.css';
declare module '@hufu/ui/styles.css';
/** The address of a file that the bundler copies beside the app. */
declare module '*?url' {
  const url: string;
  export default url;
}
