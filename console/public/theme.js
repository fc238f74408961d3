// Before the first paint, so that nothing flashes: what was chosen, or what the system likes.
(() => {
  const root = document.documentElement;
  const chosen = localStorage.getItem('filmgate.theme');
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = chosen ?? (dark ? 'dark' : 'light');
  const zh = localStorage.getItem('filmgate.language') ?? navigator.language;
  root.lang = zh.startsWith('zh') ? 'zh-CN' : 'en';
})();
