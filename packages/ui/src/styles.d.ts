/** Style sheets are imported for their effect; the bundler puts them in. */
declare module '*.css';
declare module '@hufu/ui/styles.css';
