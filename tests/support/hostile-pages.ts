/** HTML mails that try to show a person one thing and a program another, or to run something. `SEEN` is shown, `HIDDEN` never. */
const pages = [
  '<p>SEEN</p><script>alert("HIDDEN")</script>',
  '<p>SEEN<script src="//x.example/a.js">HIDDEN</script >',
  '<style>p{color:red;HIDDEN}</style>SEEN<style>HIDDEN',
  '<head><title>HIDDEN</title></head><body onload="HIDDEN()">SEEN</body>',
  '<p>SEEN<!-- HIDDEN --><!--[if mso]>HIDDEN<![endif]--></p>',
  '<p>SEEN</p><!-- HIDDEN > <p>HIDDEN',
  '<p>SEEN</p><p style="display : none">HIDDEN</p>',
  '<p>SEEN</p><div style="DISPLAY:NONE"><p>HIDDEN<br>HIDDEN</div>',
  '<p>SEEN</p><span style="font-size:0">HIDDEN</span><span style="font-size:0px">HIDDEN</span>',
  '<p>SEEN</p><span style="visibility:hidden">HIDDEN</span>',
  '<p>SEEN</p><span style="opacity:0">HIDDEN</span><span style="opacity: 0.0;">HIDDEN</span>',
  '<p>SEEN</p><p hidden>HIDDEN</p><template>HIDDEN</template><noscript>HIDDEN</noscript>',
  '<p>SEEN</p><p style="display:/**/none">HIDDEN</p>',
  '<p>SEEN</p><p style="&#100;isplay:none">HIDDEN</p>',
  '<p>SEEN</p><p style="d\\69 splay:n\\6fne">HIDDEN</p>',
  '<p>SEEN</p><p style="mso-hide:all">HIDDEN</p>',
  '<p>SEEN</p><p style="max-height:0;overflow:hidden">HIDDEN</p>',
  '<p>SEEN</p><svg><script>HIDDEN</script><text>HIDDEN</text></svg><math><mtext>HIDDEN</mtext></math>',
  '<p>SEEN</p><iframe srcdoc="&lt;p>HIDDEN">HIDDEN</iframe><object data="x">HIDDEN</object>',
  '<p>SEEN</p><img src=x onerror="HIDDEN" alt=""><a href="javascript:HIDDEN"></a>',
  '<p>SEEN</p><select><option>HIDDEN</select><textarea hidden>HIDDEN</textarea>',
  '<p>SEEN</p><audio>HIDDEN</audio><video>HIDDEN</video><canvas>HIDDEN</canvas>',
  '<p>SEEN</p><datalist><option>HIDDEN</option></datalist>',
];

export const hostilePages: Buffer[] = pages.map((page) => Buffer.from(page));
