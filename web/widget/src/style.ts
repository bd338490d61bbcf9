/** The look, as one constructable sheet: it needs no permission from the host page's style policy. */
export const css = `
:host{--a:#0b7285;--on:#fff;--bg:#fff;--fg:#1d2327;--mute:#59636b;--line:#d5dadd;--soft:#f1f4f5;--bad:#b42318;--ok:#1a6e3c;
all:initial;position:fixed;inset-block-end:20px;inset-inline-end:20px;z-index:2147483000;color-scheme:light;
font:14px/22px "PingFang SC","Microsoft YaHei","Noto Sans SC",system-ui,sans-serif;color:var(--fg)}
:host([data-theme=dark]){--a:#3bc9db;--on:#06262c;--bg:#171b1e;--fg:#e9edef;--mute:#a9b3b9;--line:#3a4348;--soft:#232a2e;--bad:#ff9a8f;--ok:#7ddba0;color-scheme:dark}
@media(prefers-color-scheme:dark){:host(:not([data-theme=light])){--a:#3bc9db;--on:#06262c;--bg:#171b1e;--fg:#e9edef;--mute:#a9b3b9;--line:#3a4348;--soft:#232a2e;--bad:#ff9a8f;--ok:#7ddba0;color-scheme:dark}}
*{box-sizing:border-box;font:inherit;color:inherit;letter-spacing:normal}
[hidden]{display:none!important}
button{cursor:pointer;border:1px solid transparent;border-radius:8px;background:none;min-width:32px;min-height:32px;padding:4px 10px}
button.go{background:var(--a);color:var(--on)}
button.text{color:var(--a);text-decoration:underline;min-height:24px;min-width:24px;padding:0 4px}
button:disabled{opacity:.6;cursor:default}
:focus-visible{outline:2px solid var(--a);outline-offset:2px}
svg{width:20px;height:20px;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round;display:block}
.launch{display:flex;align-items:center;gap:8px;min-height:48px;padding:0 18px;border-radius:24px;background:var(--a);color:var(--on);box-shadow:0 2px 10px #0003}
.count{background:var(--bg);color:var(--fg);border-radius:10px;padding:0 7px;font-variant-numeric:tabular-nums}
.box{position:absolute;inset-block-end:0;inset-inline-end:0;width:376px;height:min(600px,calc(100vh - 40px));display:flex;flex-direction:column;
background:var(--bg);border:1px solid var(--line);border-radius:8px;box-shadow:0 2px 10px #0003;overflow:hidden}
.head{display:flex;align-items:center;gap:4px;padding:8px 8px 8px 14px;border-bottom:1px solid var(--line)}
.head div{flex:1;min-width:0}
h2{margin:0;font-weight:600;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.state{margin:0;font-size:12px;line-height:18px;color:var(--mute)}
.state.ok{color:var(--ok)}
.bar{margin:0;padding:6px 14px;background:var(--soft);font-size:12px;line-height:18px;color:var(--mute);text-align:start;border-radius:0;width:100%}
.bar.bad{color:var(--bad)}
.log{flex:1;overflow-y:auto;padding:12px 14px;display:flex;flex-direction:column;gap:10px;overscroll-behavior:contain}
.m{max-width:84%;align-self:flex-start;display:flex;flex-direction:column;align-items:flex-start}
.m.me{align-self:flex-end;align-items:flex-end}
.m.system{align-self:center;text-align:center;max-width:100%}
.m p{margin:0;padding:7px 11px;border-radius:8px;background:var(--soft);white-space:pre-wrap;overflow-wrap:anywhere}
.m.me p{background:var(--a);color:var(--on)}
.m.system p{background:none;color:var(--mute);font-size:12px}
.m small{font-size:12px;line-height:18px;color:var(--mute);font-variant-numeric:tabular-nums}
.m small.bad{color:var(--bad)}
.hid{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.typing{padding:0 14px 6px;margin:0;font-size:12px;color:var(--mute)}.typing:empty{padding:0}
form{display:flex;gap:8px;padding:10px;border-top:1px solid var(--line);align-items:flex-end}
textarea,input[type=text],input[type=tel],input[type=email]{flex:1;width:100%;border:1px solid var(--mute);border-radius:8px;background:var(--bg);padding:6px 10px;resize:none;min-height:36px;max-height:120px;field-sizing:content}
::placeholder{color:var(--mute);opacity:1}
form.stack{flex-direction:column;align-items:stretch;overflow-y:auto}
form.stack.pre{flex:1;padding:14px}
form.stack label{display:block}
fieldset{border:0;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:2px}
legend{padding:0;margin-bottom:4px;font-weight:600}
.star{position:relative;width:44px;height:44px;display:grid!important;place-items:center;border-radius:8px;color:var(--mute);cursor:pointer}
.star input{position:absolute;inset:0;opacity:0;margin:0;cursor:pointer}
.star svg{width:28px;height:28px;stroke-width:1.5}
.star.on{color:var(--a)}
.star.on svg{fill:currentColor}
.star:focus-within{outline:2px solid var(--a)}
@media(max-width:480px){.box{position:fixed;inset:0;width:auto;height:100dvh;border:0;border-radius:0;box-shadow:none}.head button{min-width:44px;min-height:44px}textarea,input{font-size:16px!important}}
@media(prefers-reduced-motion:no-preference){.box{animation:in .12s ease-out}@keyframes in{from{opacity:0;transform:translateY(6px)}}}
@media(forced-colors:active){button,.m p{border:1px solid}.star.on svg{fill:Highlight}}
@media(prefers-contrast:more){:host{--line:var(--fg);--mute:var(--fg)}}
`;
