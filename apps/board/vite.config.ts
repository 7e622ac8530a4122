import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';
import { pageWorker, precompress } from './precompress.ts';

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  resolve: {
    // A browser knows the HTML entities by itself.
    alias: { './html-entity.ts': `${import.meta.dirname}/src/device/html-entity.ts` },
  },
  plugins: [preact({ devToolsEnabled: false }), pageWorker(), precompress()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // The browsers of docs/decisions/0031. Chrome has `?.` since 80; what counts as wrong with it before 91 is `a?.(...b)`
    // alone, of which bundle.test.ts finds none.
    target: ['chrome91', 'edge91', 'safari14', 'firefox78'],
    cssTarget: ['chrome87', 'edge87', 'safari14', 'firefox78'],
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
