// In place of the theme's megabyte of all icons: those of the book are in typefaces.css.
