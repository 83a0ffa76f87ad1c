// The app's own letters beyond those of western Europe (global.css): of the languages north and east of it, Greek,
// Cyrillic, Vietnamese.
import "@fontsource-variable/inter";
