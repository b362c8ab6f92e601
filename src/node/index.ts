export { type BarsOptions, digitPicture, type PictureOptions, probabilityBars, sideBySide } from './terminal.ts';
