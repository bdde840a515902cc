import { defineErrors } from './entry.ts';

/** How the machine's agent and its cameras refuse or fail. */
export const machineErrors = defineErrors({
  CAMERA_SILENT: {
    http: 503,
    retry: true,
    zh: ['摄像头没有画面', '在规定时间内没有收到新的画面', '请检查摄像头连线；恢复后可以继续'],
    en: [
      'The camera gives no picture',
      'No new frame came in time',
      'Check the cable; the job goes on when it is back',
    ],
  },
  CAMERA_FROZEN: {
    http: 503,
    retry: true,
    zh: ['摄像头画面停住了', '连续几帧一模一样，可能卡死或被替换', '请重新插拔摄像头；仍不行请找运维人员'],
    en: [
      'The camera is frozen',
      'Frames in a row are identical, byte by byte',
      'Plug it in again, or call the maintainer',
    ],
  },
  CAMERA_NOT_LIVE: {
    http: 503,
    retry: true,
    zh: [
      '摄像头画面没有随灯光变化',
      '机器随机开暗补光灯，画面却没有跟着变：看到的可能不是台面上的这张纸',
      '请把纸重新放好再试；再次出现就停用机器，报告镇里查看摄像头',
    ],
    en: [
      'The picture does not follow the lamp',
      'The machine switched its lamp by chance and the picture stayed as it was: it may not show this paper now',
      'Lay the paper down again; if it comes back, stop using the machine and have the camera looked at',
    ],
  },
  CAMERA_DARK: {
    http: 503,
    retry: true,
    zh: ['摄像头看不清', '画面几乎全黑，镜头可能被遮住或补光灯没亮', '请移开遮挡物，打开补光灯'],
    en: [
      'The camera sees nothing',
      'The frame is nearly black: covered lens, or no light',
      'Uncover the lens, switch on the light',
    ],
  },
  CAMERA_COVERED: {
    http: 503,
    retry: true,
    zh: ['摄像头被遮住了', '整幅画面是一样的颜色，镜头盖没取或有东西挡着', '请取下镜头盖，移开遮挡物'],
    en: [
      'The camera is covered',
      'The whole picture is of one shade: a lens cap, or something in front of it',
      'Take the cap off, clear the view',
    ],
  },
  CAMERA_BLURRED: {
    http: 503,
    retry: true,
    zh: [
      '摄像头没有对准焦',
      '整幅画面都是糊的（清晰度 {sharpness}）',
      '请擦净镜头，重新调焦；仍不行请找运维人员',
    ],
    en: [
      'The camera is out of focus',
      'Nothing in the picture is sharp ({sharpness})',
      'Clean the lens, focus it again, or call the maintainer',
    ],
  },
  CAMERA_SETTINGS_REFUSED: {
    http: 503,
    retry: true,
    zh: [
      '摄像头设置不了',
      '{device} 不接受固定的曝光、对焦等设置：{problem}',
      '请核对配置里的 controls，并安装 v4l-utils',
    ],
    en: [
      'The camera cannot be set',
      '{device} does not take the fixed exposure or focus: {problem}',
      'Check `controls` in the configuration, and install v4l-utils',
    ],
  },
  CAMERA_FRAME_INVALID: {
    http: 503,
    retry: true,
    zh: ['摄像头画面损坏', '收到的不是完整的 JPEG 画面：{problem}', '请检查摄像头连线'],
    en: ['The frame is damaged', 'What came is no whole JPEG: {problem}', 'Check the cable'],
  },
  MACHINE_NOT_RECONCILED: {
    http: 409,
    retry: true,
    zh: ['机器正在核对账目', '开机后要先了结上次没结束的动作', '请稍等片刻'],
    en: ['The machine is reconciling', 'What was open before the restart is closed first', 'Wait a moment'],
  },
  MACHINE_LOCKED: {
    http: 409,
    retry: false,
    zh: ['机器已锁定', '{reason}', '请运维人员到场核查'],
    en: ['The machine is locked', '{reason}', 'Let service people check it on the spot'],
  },
  SIM_SCRIPT_INVALID: {
    http: 400,
    retry: false,
    zh: ['故障脚本写错了', '“{line}”：{problem}', '写法：at press.contact inject power cut'],
    en: ['The fault script is wrong', '“{line}”: {problem}', 'Write: at press.contact inject power cut'],
  },
  WATCHDOG_UNHEARD: {
    http: 500,
    retry: true,
    zh: ['看门狗没有收到信号', 'systemd-notify 没有成功', '请查看系统日志；主机程序会被重新启动'],
    en: [
      'The watchdog did not hear us',
      'systemd-notify failed',
      'See the system journal; the agent will be started anew',
    ],
  },
  MACHINE_NOT_LOCKED: {
    http: 409,
    retry: false,
    zh: ['机器没有锁定', '{machine} 正常，没有什么要解除的', '不需要检修令'],
    en: [
      'The machine is not locked',
      '{machine} is well: nothing is to be opened',
      'No service order is needed',
    ],
  },
  AGENT_UNREACHABLE: {
    http: 503,
    retry: true,
    zh: [
      '连不上这台印章机',
      '{url} 没有应答，主机程序可能没有运行',
      '请在机器上执行本命令，并确认主机程序已启动',
    ],
    en: [
      'The machine cannot be reached',
      '{url} does not answer: its agent may not be running',
      'Run this on the machine itself, with its agent started',
    ],
  },
  MACHINE_RECORDS_UNPROVED: {
    http: 409,
    retry: true,
    zh: [
      '记录超过 24 小时没有得到公证',
      '服务器没有给出这些记录已入日志的证明',
      '请恢复网络；得到证明后自动可用',
    ],
    en: [
      'Records stay unproved for 24 hours',
      'The server gave no proof that they are in the log',
      'Restore the network; it works again once proofs arrive',
    ],
  },
  MACHINE_DISK_FULL: {
    http: 507,
    retry: true,
    zh: [
      '机器的存储空间不足',
      '剩余空间低于 {minMiB} MB，照片和记录可能写不下',
      '请等待上传完成，或联系运维人员',
    ],
    en: [
      'The machine is short of storage',
      'Less than {minMiB} MB are free',
      'Wait until uploads are done, or call the maintainer',
    ],
  },
  MACHINE_CLONED: {
    http: 409,
    retry: false,
    zh: ['机器的记录和盖章部件的账对不上', '{problem}', '请停用并由运维人员核查，存储卡可能被还原或复制过'],
    en: [
      'The journal disagrees with the press controller',
      '{problem}',
      'Take it out of use and check: the storage may have been restored or cloned',
    ],
  },
  COMMAND_OUTDATED: {
    http: 409,
    retry: true,
    zh: ['画面已经变了', '这次点按是对上一个画面的', '请看清现在的画面再点'],
    en: [
      'The screen has changed',
      'This tap answers an earlier screen',
      'Look at the present screen and tap again',
    ],
  },
  COMMAND_NOT_POSSIBLE: {
    http: 409,
    retry: false,
    zh: ['现在不能这样操作', '当前步骤是“{screen}”', '请按屏幕提示操作'],
    en: ['Not possible now', 'The present step is “{screen}”', 'Follow the screen'],
  },
  JOB_UNKNOWN: {
    http: 404,
    retry: false,
    zh: ['没有这份用印', '机器里没有这份授权，或已办结', '请刷新列表'],
    en: [
      'There is no such job',
      'The machine holds no such authorization, or it is finished',
      'Refresh the list',
    ],
  },
  JOB_NOT_READY: {
    http: 409,
    retry: true,
    zh: ['材料还在准备', '批准的页面还没有全部取到', '请稍等；断网时会自动重试'],
    en: [
      'The material is being prepared',
      'Not all approved pages have arrived',
      'Wait; it is tried again by itself',
    ],
  },
  JOB_WITHDRAWN: {
    http: 409,
    retry: false,
    zh: ['这份授权已被撤回', '经办人或审批人作废了它', '如仍需用印，请重新申请'],
    en: [
      'The authorization was withdrawn',
      'Filer or approver revoked it',
      'File a new request if it is still needed',
    ],
  },
  REFILL_NOT_ALLOWED: {
    http: 403,
    retry: false,
    zh: ['加墨没有登记', '只有名册里在任的保管人或盖章人能登记', '请由保管人或盖章人本人来登记'],
    en: [
      'The refill was not recorded',
      'Only a custodian or stamper of the roster may record it',
      'Let one of them record it himself',
    ],
  },
  PIN_WRONG: {
    http: 403,
    retry: true,
    zh: ['PIN 码不对', '输入的 PIN 码和登记的不一样', '请由登记的本人输入'],
    en: ['The PIN is wrong', 'It is not the one on file', 'Let the person named enter it himself'],
  },
  PIN_LOCKED: {
    http: 429,
    retry: true,
    zh: ['PIN 码输错太多次', '为防止别人试码，暂停 {minutes} 分钟', '请稍后再试，或由保管人处理'],
    en: [
      'Too many wrong PINs',
      'Paused for {minutes} minutes against guessing',
      'Try later or ask the custodian',
    ],
  },
  PIN_UNKNOWN: {
    http: 409,
    retry: false,
    zh: ['本人在这台机器上还没有 PIN 码', '要先设好，机器才认得出是谁', '请在机器上设好 PIN 码再来'],
    en: ['No PIN on file', 'This person has set no PIN at this machine', 'Enrol a PIN at the machine'],
  },
  PAPER_MOVED: {
    http: 409,
    retry: true,
    zh: ['纸动了', '核对之后纸被移动或换过', '请重新放好，机器会再核对一次'],
    en: [
      'The paper moved',
      'It was moved or swapped after the comparison',
      'Lay it down again; it is compared afresh',
    ],
  },
  REFERENCE_INVALID: {
    http: 502,
    retry: true,
    zh: ['取到的页面不对', '取到的内容和批准的不一样', '会重新获取；反复出现请报告'],
    en: [
      'A fetched page is not the approved one',
      'What was fetched differs from what was approved',
      'It is fetched again; report it if it persists',
    ],
  },
  SIM_NO_DIGIT: {
    http: 422,
    retry: false,
    zh: ['这一页上没有认得出的数字', '模拟器找不到可以改的数字', '请换一页，或选别的改法'],
    en: [
      'No digit was recognised on this page',
      'The simulator found none to change',
      'Take another page or another change',
    ],
  },
  SIM_PAGE_UNKNOWN: {
    http: 404,
    retry: true,
    zh: ['模拟器拿不到这一页', '机器里还没有摘要为 {digest} 的页面', '请等页面取到后再打印'],
    en: [
      'The simulator cannot get this page',
      'The machine does not hold the page {digest} yet',
      'Wait until it has been fetched',
    ],
  },
  AGENT_FAULT: {
    http: 500,
    retry: true,
    zh: ['机器遇到意外情况', '程序出错，已停在安全状态，印章保持锁定', '请返回重试；反复出现请联系运维人员'],
    en: [
      'Something unexpected happened',
      'A part of the program failed; the seal stays locked',
      'Go back and try again; call the maintainer if it persists',
    ],
  },
  AGENT_CONFIG_INVALID: {
    http: 500,
    retry: false,
    zh: ['机器配置有误', '{problem}', '请改正配置文件后重新启动'],
    en: ["The machine's configuration is wrong", '{problem}', 'Correct the file and start again'],
  },
});
