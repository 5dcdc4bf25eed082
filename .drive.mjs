import { chromium } from 'playwright-core';
import { readFileSync } from 'node:fs';
const out = readFileSync('/tmp/demo/out.txt','utf8');
const creds = [...out.matchAll(/^    (\S+@\S+)  (\S+)$/gm)].map(m=>[m[1],m[2]]);
const [clerk, leader, admin, clerk2, operator, auditor] = creds;
const base='http://127.0.0.1:9180';
const b = await chromium.launch({executablePath:'/usr/bin/chromium',args:['--no-sandbox','--disable-gpu','--disable-background-networking']});
async function as([email,pw],{width=1440,dark=false}={}){const c=await b.newContext({baseURL:base,viewport:{width,height:900},colorScheme:dark?'dark':'light'});const p=await c.newPage();p.on('console',m=>console.log('console',m.text()));p.on('pageerror',e=>console.log('pageerror',e.message));await p.goto('/dang-nhap');await p.fill('[name=email]',email);await p.fill('[name=password]',pw);await p.press('[name=password]','Enter');await p.waitForSelector('[action="/dang-xuat"]',{state:'attached'});return p;}
const shot=(p,n)=>p.screenshot({path:`/tmp/shots/${n}.png`,fullPage:true});
const step=process.argv[2];
const steps={
 async send(){const p=await as(clerk);await shot(p,'home-empty');await p.goto('/soan');await shot(p,'soan0');console.log(p.url());
  await p.setInputFiles('input[type=file]','/tmp/demo/data/samples/cong-van.pdf');await p.waitForTimeout(4000);await shot(p,'soan1');},
 async look(){const map={clerk,leader,admin,clerk2,operator,auditor};for(const a of process.argv.slice(3)){const [who,path,w,d]=a.split('=');const p=await as(map[who],{width:Number(w||1440),dark:d==='dark'});await p.goto(path);await p.waitForTimeout(600);await shot(p,`${who}${path.replace(/\W+/g,'_')}-${w||1440}${d||''}`);await p.context().close();}},
};
await steps[step]();await b.close();
