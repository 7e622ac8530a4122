import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';
import { precompress } from './precompress.ts';

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [preact({ devToolsEnabled: false }), precompress()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // Everything is a file of its own origin, so that `default-src 'self'` holds.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What the page needs at once is one file: each further one costs a request, and compresses worse.
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: 'page', test: /src[\\/]main\.tsx$/ }] } },
    },
  },
  server: {
    proxy: {
      '/api': 'http://127.0.0.1:4001',
      '/socket.io': { target: 'http://127.0.0.1:4001', ws: true },
    },
  },
});
