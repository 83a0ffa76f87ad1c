// What Vite makes of imports that are no code.
/// <reference types="vite/client" />
