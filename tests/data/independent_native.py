# SPDX-License-Identifier: Apache-2.0
"""The native model a second time, written from docs/native.md and docs/model.md by someone who had not read the program:
random designs and what they cost, as CSV. Shares nothing with the program but its data files.

    bitpareto list datatypes --format json > datatypes.json
    python3 tests/data/independent_native.py configs datatypes.json > tests/data/independent_native.csv
"""
import csv, json, math, random, sys
from math import ceil, floor, log2
CFG=sys.argv[1]+'/'
cd=lambda a,b:-(-a//b)
# ---------- datatypes
DT={}
for r in json.load(open(sys.argv[2])):
    DT[r['name']]=dict(e=r['bits'],meta=r['group_bits'] or 0,terms=r['terms'],fam=r['family'],G=r['group_size'],quant=r['group_bits'] is not None,
        scale=16 if r['name'].endswith('_asym') else (8 if r['group_bits'] else 0))
PE={'bitmod':(True,4,0.56e-12,1507.7e-6,None),'fp16':(False,1,0.77e-12,1968.7e-6,'fp'),'ant':(False,1,0.56e-12,1318.6e-6,'int'),'olive':(False,1,0.613e-12,1318.6e-6,'int')}
ENC_A,ENC_E,ACC_A,ACC_E,LANE_A,VEC_E,CTL,PLACE=302.375e-6,0.2325e-12,1146.4e-6,0.56e-12,1968.7e-6,0.77e-12,0.1,0.7
# data rate, width, channels, eff, pj/bit, bgW, capGiB, lat ns, area
DRAM={'ddr4-3200-x64':(3200e6,64,1,.9,9.3,.645,8,50,6.4),'gddr6-16000-x32':(16e9,16,2,.9,6.2,.65,2,49.5,4.8),
'hbm2-2000-x1024':(2000e6,128,8,.92,3.97,1.17,8,52,12.3),'hbm2e-3200-x1024':(3200e6,128,8,.88,4.3,.8,16,51.3,12.3),
'lpddr4-3200-x32':(3200e6,16,2,.8,4.3,.167,4,64.4,3.2),'lpddr5-6400-x32':(6400e6,16,2,.85,3.8,.22,8,61.8,3.2),'lpddr5x-8533-x32':(8533e6,16,2,.86,3.8,.22,8,61.1,3.2)}
# ---------- sram
TAB={}
for line in csv.reader(l for l in open(CFG+'technologies/sram_cacti7.csv') if not l.startswith('#')):
    if line[0]=='cell' or line[1]!='28': continue
    v=[float(x) for x in line[4:]]   # read write leak area access cycle
    TAB.setdefault(line[0],{})[(int(line[2]),int(line[3]))]=v
ENVC={}
def table(cell,env):
    if not env: return TAB[cell]
    if cell not in ENVC:
        t=TAB[cell]
        ENVC[cell]={k:[max(t[q][i] for q in t if q[0]<=k[0] and q[1]<=k[1]) for i in range(6)] for k in t}
    return ENVC[cell]
def bank(cell,env,size,width):
    t=table(cell,env)
    sizes=sorted({k[0] for k in t})
    if size<sizes[0] or size>sizes[-1]: return None
    s0=max(s for s in sizes if s<=size); s1=min(s for s in sizes if s>=size)
    def at(s):
        ws=sorted(k[1] for k in t if k[0]==s)
        if width<ws[0] or width>ws[-1]: return None
        w0=max(w for w in ws if w<=width); w1=min(w for w in ws if w>=width)
        a,b=t[(s,w0)],t[(s,w1)]
        f=0 if w0==w1 else (width-w0)/(w1-w0)
        return [x+(y-x)*f for x,y in zip(a,b)]
    a,b=at(s0),at(s1)
    if a is None or b is None: return None
    f=0 if s0==s1 else (log2(size)-log2(s0))/(log2(s1)-log2(s0))
    return [x+(y-x)*f for x,y in zip(a,b)]
# ---------- LLM
def llm(name):
    j=json.load(open(CFG+'workloads/%s.json'%name))
    fam=j['model_type']; h=j['hidden_size']; a=j['num_attention_heads']
    k=j.get('num_key_value_heads',a); d=j.get('head_dim',h//a)
    f=j.get('intermediate_size',j.get('ffn_dim')); gated=fam not in('opt','phi')
    return dict(fam=fam,h=h,a=a,k=k,d=d,f=f,V=j['vocab_size'],L=j['num_hidden_layers'],gated=gated,tie=j.get('tie_word_embeddings',False))
EFF='terms dequantiser encoder whole_bytes kv_writes positions fused_attention kept_activations causal last_logits tiling double_buffering partial_reads leakage sram_envelope sram_cycle_time capacity one_chip'.split()
DEF=dict(pe='bitmod',idle=.05,stall=.05,rmap='best',cmap='best',reconf=1e-6,wdt='bitmod4',G=None,kv='fp16',Sw=512*1024,Bw=8,Si=512*1024,Bi=8,wport=None,iport=None,lanes=32,
  preset='lpddr5-6400-x32',channels=None,bus=128,busE=18.75e-12,clock=1e9,cell='itrs-hp',basis='chip',head='quantised')
MAPS=['outputs','tokens','reduction']

def norm(d):
    x=dict(DEF); x['eff']={e:True for e in EFF}
    for k,v in d.items():
        if k!='eff': x[k]=v
    x['eff'].update(d.get('eff',{}))
    return x

def ops_of(M,w,D):
    """list of ops"""
    h,a,k,d,f,V,L=[M[z] for z in('h','a','k','d','f','V','L')]
    T,B=w['context'],w['batch']; pre=w['phase']=='prefill'
    ba=16
    o=[]
    if pre: li,lm=B,T
    else: li,lm=1,B
    def lin(nm,n,kap,times=L,m=None): o.append(dict(nm=nm,kind='lin',times=times,inst=li,m=m or lm,n=n,k=kap))
    lin('query',a*d,h); lin('key',k*d,h); lin('value',k*d,h)
    g=a//k
    o.append(dict(nm='scores',kind='scores',times=L,inst=B*k,m=g*(T if pre else 1),n=T,k=d,g=g))
    o.append(dict(nm='context',kind='context',times=L,inst=B*k,m=g*(T if pre else 1),n=d,k=T,g=g))
    lin('output',h,a*d); lin('up',f,h)
    if M['gated']: lin('gate',f,h)
    lin('down',h,f)
    lin('head',V,h,1, 1 if pre and D['eff']['last_logits'] else None)
    return o

class Dev: pass
def wbits(D,kap,head=False):
    """(element bits, meta, G, average bits, s, scale, quant)"""
    dt=DT['fp16'] if head else DT[D['wdt']]
    if not dt['quant']: return dt,kap,float(dt['e'])
    G=D['G'] if D['G'] is not None else dt['G']
    if dt['fam'] in('microscaling','nvfp') and D['G'] is None: G=dt['G']
    if G=='channel': G=kap
    return dt,G,dt['e']+dt['meta']/G

def serial(D,dt,avg,pe):
    if not pe[0]:
        if D['eff']['terms'] and pe[4]=='int' and dt['e']>=16: return 2
        return 1
    if D['eff']['terms']: return dt['terms']
    return -(-int(floor(avg))//2)

def kvbytes(D,dt,d):
    if D['eff']['whole_bytes']: return cd(d*dt['e']+dt['meta'],8)
    return None

def groups_time(D,pe,dt,quant_end,kap,G,s,DS,fk,scale,ends=None):
    """N2 over the slices of one PE, and slices"""
    if not quant_end and (ends is None or not ends or fk==1):
        return s*cd(cd(kap,DS),fk)
    if not quant_end: scale=0
    G=min(G,kap); ng=cd(kap,G)
    def t(sl): return max(s*sl,scale)
    if fk==1:
        full=kap//G; rest=kap-full*G
        return full*t(cd(G,DS))+(t(cd(rest,DS)) if rest else 0)
    if fk<=ng: return cd(ng,fk)*t(cd(G,DS))
    return t(cd(cd(G,DS),fk//ng))

def group_slices(quant_end,kap,G,DS,fk):
    if not quant_end: return cd(cd(kap,DS),fk)
    G=min(G,kap); ng=cd(kap,G)
    if fk==1:
        full=kap//G; rest=kap-full*G
        return full*cd(G,DS)+cd(rest,DS)
    if fk<=ng: return cd(ng,fk)*cd(G,DS)
    return cd(cd(G,DS),fk//ng)
def fcount(rm,cm,R,C,what):
    f=1
    if rm==what: f*=R
    if cm==what: f*=C
    return f

def map_cycles(D,pe,op,R,C,rm,cm,s,dt,G,DS,quant_end,Lw,Li,causal):
    fm,fn,fk=[fcount(rm,cm,R,C,z) for z in('tokens','outputs','reduction')]
    m,n,k,inst=op['m'],op['n'],op['k'],op['inst']
    sl=cd(k,DS)
    if causal and op['kind']!='lin':
        g=op['g']; f=cd(m,cd(m,fm)); nt=cd(m,f)
        T=m//g
        if op['kind']=='scores':
            keys=[min(T,cd(i*f,g)) for i in range(1,nt+1)]
            A=sum(cd(q,fn) for q in keys)
            c=inst*A*groups_time(D,pe,dt,quant_end,k,G,s,DS,fk,dt['scale'])
            W=inst*g*T*(T+1)//2*sl*s
            ws=inst*sum(keys)*sl
            isl=inst*sum((f if i<nt-1 else m-f*(nt-1))*cd(keys[i],fn) for i in range(nt))*sl
            ps=(min(fk,sl)-1)*inst*g*T*(T+1)//2
        else:
            sls=[cd(cd(i*f,g),DS) if True else 0 for i in range(1,nt+1)]
            keys=[min(T,cd(i*f,g)) for i in range(1,nt+1)]
            sls=[cd(q,DS) for q in keys]
            c=inst*cd(n,fn)*s*sum(cd(q,fk) for q in sls)
            per=[cd(j,DS) for j in range(1,T+1)]
            W=inst*g*sum(per)*n*s
            ws=inst*n*sum(sls)
            isl=inst*cd(n,fn)*sum((f if i<nt-1 else m-f*(nt-1))*sls[i] for i in range(nt))
            ps=sum(min(fk,p)-1 for p in per)*inst*g*n
    else:
        c=inst*cd(m,fm)*cd(n,fn)*groups_time(D,pe,dt,quant_end,k,G,s,DS,fk,dt['scale'],D['eff']['dequantiser'] and dt['quant'] and op['kind']!='context')
        W=inst*m*n*sl*s
        ws=inst*cd(m,fm)*n*sl
        isl=inst*cd(n,fn)*m*sl
        ps=(min(fk,sl)-1)*inst*m*n
    if causal and op['kind']!='lin': steps=c/s if not quant_end else c/groups_time(D,pe,dt,quant_end,k,G,s,DS,fk,dt['scale'])*group_slices(quant_end,k,G,DS,fk)
    else: steps=inst*cd(m,fm)*cd(n,fn)*group_slices(D['eff']['dequantiser'] and dt['quant'] and op['kind']!='context',k,G,DS,fk)
    port=s*max(ws/Lw,isl/Li)
    return dict(c0=c,steps=steps,port=port,c=max(c,port),W=W,ws=ws,isl=isl,ps=ps,rm=rm,cm=cm,fm=fm,fn=fn,fk=fk)

def choose_traffic(D,n,m,rbw,rbi,Sw,Si,Mw,Mi,Mo,infree,kbits_i,kap,b_w,rows_w=None,rb_roww=None):
    """returns phi_w, phi_i, psum writes"""
    e=D['eff']
    hw=Sw/2 if e['double_buffering'] else Sw
    hi=Si/2 if e['double_buffering'] else Si
    if infree: Mi=0
    def pub():
        if Mw>hw and Mi>hi:
            x=ceil(Mi/hi); y=ceil(Mw/hw)
            if x*Mw+Mi<y*Mi+Mw: return x,1,0
            return 1,y,0
        return 1,1,0
    best=pub()
    if not e['tiling'] or best[:2]==(1,1): return best
    def cost(o): return o[0]*Mw+o[1]*Mi
    opts=[]
    nr,rb=(n,rbw) if rows_w is None else (rows_w,rb_roww)
    r=int(hw//rb)
    if r>=1:
        t=cd(nr,r); held=min(m,int(hi//rbi))
        opts.append((1,1+(t-1)*(m-held)/m,0))
    r=int(hi//rbi)
    if r>=1:
        t=cd(m,r); held=min(nr,int(hw//rb))
        opts.append((1+(t-1)*(nr-held)/nr,1,0))
    opts.append(best)
    xs=set(); x=1
    while x<=m:
        xs.add(x); mt=cd(m,x)
        outs=int((hi/2)//(4*mt))
        nmax=max(1,int(rbi//32))
        n_=nr; rbw_=rb
        outs=min(outs,n_,int(hw*nmax//rbw_))
        nsi=ceil(mt*rbi/(hi/2))
        if outs>=1 and nsi<=nmax:
            pi=cd(n_,outs)
            ns=max(1,ceil(outs*rbw_/hw),ceil(mt*rbi/(hi/2)))
            opts.append((x,pi,(ns-1)*m*n_))
            if pi==1: break
        x+=1
        # skip to next x changing mt
        mt2=mt
        while x<=m and cd(m,x)==mt: x+=1
    return min(opts,key=lambda o:cost(o))

def evaluate(space_design, workloads, verbose=False):
    """workloads: list of dict(model,phase,context,batch,tokens,design overrides)"""
    Ds=[]
    for w in workloads:
        d=dict(space_design); ov=w.get('design',{})
        d.update({k:v for k,v in ov.items()})
        Ds.append(norm(d))
    e=Ds[0]['eff']
    # chip
    chips=[]
    for D,w in zip(Ds,workloads):
        M=llm(w['model']); pe=PE[D['pe']]; DS=pe[1]
        bws=[wbits(D,o['k'])[2] for o in ops_of(M,w,D) if o['kind']=='lin' and not(o['nm']=='head' and D['head']=='kept')]
        bw=max(bws); 
        half=2 if pe[0] else 1
        wp=D['wport'] if D['wport'] else DS*4*ceil(bw/4)*D['R']/half
        ip=D['iport'] if D['iport'] else DS*16*D['C']/half
        chips.append(dict(n=D['R']*D['C'],wp=wp,ip=ip,Sw=D['Sw'],Si=D['Si'],R=D['R'],C=D['C'],bw=bw))
    if e['one_chip']:
        big=dict(chips[0])
        for c in chips[1:]:
            for k in('n','wp','ip','Sw','Si','R','C'): big[k]=max(big[k],c[k])
        phys=[big]*len(chips)
    else: phys=chips
    out=[]
    for i,(D,w) in enumerate(zip(Ds,workloads)):
        out.append(eval_one(D,w,chips[i],phys[i],i,chips[0],Ds,workloads,verbose))
        if out[-1] is None: return None
    # areas: largest of each part
    def area(c,D):
        pe=PE[D['pe']]
        a={}
        a['pe_array_area_mm2']=pe[3]*c['n']
        wb=bank(D['cell'],e['sram_envelope'],c['Sw']/D['Bw'],floor(c['wp']/D['Bw']))
        ib=bank(D['cell'],e['sram_envelope'],c['Si']/D['Bi'],floor(c['ip']/D['Bi']))
        a['weight_buffer_area_mm2']=D['Bw']*wb[3]; a['input_buffer_area_mm2']=D['Bi']*ib[3]
        b=D['basis']
        a['encoder_area_mm2']=ENC_A*c['C'] if pe[0] and b!='published' else 0
        a['accumulator_area_mm2']=ACC_A*c['R'] if b!='published' else 0
        a['vector_unit_area_mm2']=LANE_A*D['lanes'] if b!='published' else 0
        lg=a['pe_array_area_mm2']+a['encoder_area_mm2']+a['accumulator_area_mm2']+a['vector_unit_area_mm2']
        a['control_area_mm2']=lg*(1+CTL)/PLACE-lg if b!='published' else 0
        dr=DRAM.get(D['preset'])
        a['dram_interface_area_mm2']=(dr[8]*((D['channels'] or dr[2])/dr[2]) if dr else 0) if b=='chip' else 0
        return a
    As=[area(phys[i],Ds[i]) for i in range(len(Ds))]
    for j,o in enumerate(out):
        A={k:max(a[k] for a in As) for k in As[0]} if e['one_chip'] else dict(As[j])
        A['area_mm2']=sum(A.values()); o.update(A)
    return out

def eval_one(D,w,own,phys,idx,first,Ds,wls,verbose):
    e=D['eff']; M=llm(w['model']); pe=PE[D['pe']]; DS=pe[1]; R,C=D['R'],D['C']
    T,B=w['context'],w['batch']; pre=w['phase']=='prefill'; ntok=w['tokens'] if not pre else 1
    half=2 if pe[0] else 1
    wb=bank(D['cell'],e['sram_envelope'],phys['Sw']/D['Bw'],floor(phys['wp']/D['Bw']))
    ib=bank(D['cell'],e['sram_envelope'],phys['Si']/D['Bi'],floor(phys['ip']/D['Bi']))
    if wb is None or ib is None: return None
    rw=D['Bw']*wb[0]*1e-12; ri=D['Bi']*ib[0]*1e-12
    ww=D['Bw']*wb[1]*1e-12/(phys['wp']/64); wi=D['Bi']*ib[1]*1e-12/(phys['ip']/64)
    leak=(D['Bw']*wb[2]+D['Bi']*ib[2])*1e-3
    Sw,Si=phys['Sw'],phys['Si']
    hi=Si/2 if e['double_buffering'] else Si
    hw=Sw/2 if e['double_buffering'] else Sw
    dr=DRAM.get(D['preset'])
    ba=16
    kvd=DT[D['kv']]; a,k,d,h=M['a'],M['k'],M['d'],M['h']; g=a//k
    kvrow=kvbytes(D,kvd,d)
    ops=ops_of(M,w,D)
    names=[o['nm'] for o in ops]
    # ---- kept activations
    keep_in={o['nm']:False for o in ops}; keep_out={o['nm']:False for o in ops}
    Ttot=B*(T if pre else 1)
    if e['kept_activations']:
        hid=Ttot*h*2
        sz={'query':Ttot*a*d*2,'key':0,'value':0}
        keep_in,keep_out=kept(D,M,w,ops,Ttot,Si)
    res={}; tot=dict(compute_cycles=0,total_cycles=0,dram_bytes=0,energy_compute_j=0,energy_sram_read_j=0,energy_sram_write_j=0,energy_dram_j=0,energy_leakage_j=0,energy_vector_j=0)
    positions=[T] if pre or not e['positions'] else list(range(T,T+ntok))
    perop={}
    kvw=D['kv']
    fsel=None
    if e['fused_attention']:
        u=f_=0
        for op in ops:
            if op['kind']=='lin': continue
            for t in positions:
                o=dict(op)
                if op['kind']=='scores': o['n']=t
                else: o['k']=t
                x=traffic(D,M,w,o,pre,Ttot,kvd,o['k'],float(kvd['e']),ba,Sw,Si,keep_in[op['nm']],keep_out[op['nm']],kvd,kvrow,False,B,positions,'ask')
                u+=x[0]; f_+=x[1]
        fsel=f_<=u
    for op in ops:
        nm=op['nm']; kind=op['kind']; times=op['times']
        ishead=nm=='head' and D['head']=='kept'
        if kind=='lin':
            dt,G,avg=wbits(D,op['k'],ishead)
        else: dt,G,avg=kvd,op['k'],float(kvd['e'])
        s=serial(D,dt,avg,pe)
        qend=e['dequantiser'] and pe[0] and dt['quant'] and kind!='context'
        if D['wport']: Lw=D['wport']/(DS*4*ceil(own['bw']/4))*half
        else: Lw=R
        if D['iport']: Li=D['iport']/(DS*ba)*half
        else: Li=C
        poss=positions if kind!='lin' else [None]
        insts=[]
        for t in poss:
            o=dict(op)
            if t is not None:
                if kind=='scores': o['n']=t
                else: o['k']=t
                if pre: pass
            insts.append(o)
        if e['terms']:
            lane=4*ceil(own['bw']/4)/half
            Lw*=min(1,lane*s/dt['e'])
        rms=MAPS if D['rmap']=='best' else [D['rmap']]; cms=MAPS if D['cmap']=='best' else [D['cmap']]
        best=None
        for rm in rms:
            for cm in cms:
                rs=[map_cycles(D,pe,o,R,C,rm,cm,s,dt,G if kind=='lin' else o['k'],DS,qend,Lw,Li,pre and e['causal']) for o in insts]
                N=len(rs)
                r={z:sum(q[z] for q in rs)/N for z in('c0','steps','port','c','W','ws','isl','ps')}
                r['port']=s*max(r['ws']/Lw,r['isl']/Li); r['c']=max(r['c0'],r['port'])
                r.update(rm=rm,cm=cm)
                fk_=fcount(rm,cm,R,C,'reduction')
                
                if pre and e['causal'] and kind=='scores': outs=op['g']*T*(T+1)//2
                else: outs=op['m']*sum(q['n'] for q in insts)/N
                r['ps']=(min(fk_,cd(max(q['k'] for q in insts),DS))-1)*op['inst']*outs
                r['reads']=read_energy(D,r,rs,rw,ri,own,phys,Lw,Li,s,R,C,op,DS,pe,avg)
                key=(r['c'],r['ws']/Lw+r['isl']/Li,r['ps'])
                if best is None or key<best[0]: best=(key,r)
        r=best[1]
        # ---- traffic
        trs=[]
        for o in insts:
            trs.append(traffic(D,M,w,o,pre,Ttot,dt,G,avg,ba,Sw,Si,keep_in[nm],keep_out[nm],kvd,kvrow,ishead,B,positions,fsel if kind!='lin' else None))
        if kind!='lin' and len(insts)>1:
            o=dict(op); tm=sum(positions)/len(positions)
            if kind=='scores': o['n']=tm
            else: o['k']=tm
            t2=traffic(D,M,w,o,pre,Ttot,dt,G,avg,ba,Sw,Si,keep_in[nm],keep_out[nm],kvd,kvrow,ishead,B,positions,fsel)
            for q in trs: q['ww']=t2['ww']; q['wi']=t2['wi']
        N=len(trs)
        tr={z:sum(q[z] for q in trs)/N for z in trs[0]}
        bits=8*(tr['W']+tr['I']+tr['O'])
        if dr:
            ch=D['channels'] or dr[2]
            bw=dr[0]*dr[1]*ch*dr[3]
            if e['double_buffering']: bw=min(bw,8*(Sw+Si)/2/(dr[7]*1e-9))
            dc=bits*times/bw*D['clock']
            epb=dr[4]*1e-12; bg=dr[5]*ch/dr[2]
        else:
            dc=math.trunc(bits/(2*D['bus'])*1)*times
            epb=D['busE']; bg=0
        v=vec(D,M,w,op,insts,pre,B,e,kvd)*times
        vc=v/D['lanes'] if D['lanes'] else 0
        if not D['lanes']: v=0
        c=r['c']*times
        total=max(c,dc,vc)
        # ---- energy
        RC=phys['n']; k15=pe[2]*1.5
        Wt=r['W']*times
        ec=k15*(Wt+(RC*c-Wt)*D['idle']+RC*(total-c)*D['stall'])
        if e['encoder'] and pe[0]: ec+=1.5*ENC_E*own['C']*c
        ec+=1.5*ACC_E*r['ps']*times
        er=r['reads']*times
        ew=(tr['ww']*ww+tr['wi']*wi)*times
        ed=bits*times*epb+bg*total/D['clock']
        el=leak*total/D['clock'] if e['leakage'] else 0
        ev=v*VEC_E*1.5
        row=dict(compute_cycles=c,dram_cycles=dc,vector_cycles=vc,total_cycles=total,dram_bytes=bits*times/8,stationary_bytes=tr['W']*times,input_bytes=tr['I']*times,output_bytes=tr['O']*times,
          energy_compute_j=ec,energy_sram_read_j=er,energy_sram_write_j=ew,energy_dram_j=ed,energy_leakage_j=el,energy_vector_j=ev,rows_take=r['rm'],columns_take=r['cm'])
        row['ps']=tr.get('ps',0); perop[nm]=row
        for z in tot: tot[z]+=row[z]
    # reconfiguration
    f=first
    if e['one_chip'] and idx>0 and (R,C)!=(f['R'],f['C']):
        cyc=D['reconf']*D['clock']/(ntok if not pre else 1)
        tot['total_cycles']+=cyc
        tot['energy_compute_j']+=pe[2]*1.5*phys['n']*cyc*D['stall']
        if dr: tot['energy_dram_j']+=bg*cyc/D['clock']
        if e['leakage']: tot['energy_leakage_j']+=leak*cyc/D['clock']
    # stored
    tot['weight_bytes']=weight_bytes(D,M,w,e)
    last=T if pre else T+ntok-1 if e['positions'] else T
    if e['whole_bytes']: kb=2*M['L']*k*B*last*kvrow
    else: kb=M['L']*k*B*(last*ceil(d*kvd['e']/8)+d*ceil(last*kvd['e']/8))
    tot['kv_cache_bytes']=kb
    tot['_ops']=perop
    return tot

def rowbytes(D,kap,dt,G,avg):
    if D['eff']['whole_bytes'] : return cd(kap*dt['e']+cd(kap,G)*dt['meta'],8)
    return ceil(kap*avg/8)

def weight_bytes(D,M,w,e):
    t=0
    for o in ops_of(M,w,D):
        if o['kind']!='lin': continue
        dt,G,avg=wbits(D,o['k'],o['nm']=='head' and D['head']=='kept')
        t+=o['n']*o['times']*rowbytes(D,o['k'],dt,G,avg)
    return t

def read_energy(D,r,rs,rw,ri,own,phys,Lw,Li,s,R,C,op,DS,pe,avg):
    e=D['eff']
    if e['partial_reads']: return r['ws']/Lw*rw*own['wp']/phys['wp']+r['isl']/Li*ri*own['ip']/phys['ip']
    steps=r['steps']
    return max(steps,r['ws']/Lw)*rw*own['wp']/phys['wp']+max(steps,r['isl']/Li)*ri*own['ip']/phys['ip']

def kept(D,M,w,ops,Ttot,Si):
    pre=w['phase']=='prefill'
    hi=Si
    B,T=w['batch'],w['context']
    nm=[o['nm'] for o in ops]
    sz={}
    for o in ops: sz[o['nm']]=o['m']*o['inst']*o['n']*2
    hid=Ttot*M['h']*2
    if D['eff']['fused_attention'] and (hi/2 if D['eff']['double_buffering'] else hi)>=2*(2*M['d']+64): sz['scores']=0
    never={'key','value','head'}
    phi=M['fam']=='phi'
    gated=M['gated']
    preds={'query':['down'],'key':['down'],'value':['down'],'scores':['query'],'context':['scores'],'output':['context'],
           'up':['output'],'gate':['output'],'down':['up','gate'] if gated else ['up'],'head':['down']}
    if phi: preds['up']=['down']
    block=[n for n in nm if n!='head']
    users={n:[u for u in nm if n in preds[u]] for n in nm}
    pos={n:i for i,n in enumerate(block)}
    need={}
    # live: value x live from pos[x] to last user
    for i,n in enumerate(block):
        s=hid
        # input (normalised hidden)
        live=0
        for x in block:
            if x in never or x=='down': continue
            last=max([pos[u] for u in users[x]]+([pos['down']] if x=='output' and phi else []))
            if pos[x]<=i<=last: live+=sz[x]
        if n=='down': live+=sz['down']
        # block input from down of previous block
        last=max(pos[u] for u in users['down'] if u in pos)
        if i<=last: live+=hid
        need[n]=s+live
    need['head']=2*hid
    keep={}
    for x in nm:
        if x in never: keep[x]=False; continue
        if x=='down':
            rng=['down']+block[:max(pos[u] for u in users['down'] if u in pos)+1]
        else:
            rng=block[pos[x]:max([pos[u] for u in users[x]]+([pos['down']] if x=='output' and phi else []))+1]
        keep[x]=all(need[y]<=hi for y in rng)
    kin={}
    for n in nm:
        kin[n]=all(keep[p] for p in preds[n])
    return kin,keep

def traffic(D,M,w,o,pre,Ttot,dt,G,avg,ba,Sw,Si,kin,kout,kvd,kvrow,ishead,B,positions,fusedsel=None):
    e=D['eff']; kind=o['kind']; inst,m,n,k=o['inst'],o['m'],o['n'],o['k']
    hi=Si/2 if e['double_buffering'] else Si
    hw=Sw/2 if e['double_buffering'] else Sw
    rbi=ceil(k*ba/8)
    if kind=='lin':
        mt=inst*m
        rbw=rowbytes(D,k,dt,G,avg)
        Mw=rbw*n; Mi=rbi*mt
        Mo=ceil(n*ba/8)*mt
        if o['nm'] in('key','value') and e['kv_writes']:
            Mo=mt*M['k']*(cd(M['d']*kvd['e']+kvd['meta'],8) if e['whole_bytes'] else ceil(M['d']*kvd['e']/8))
        pw,pi,ps=choose_traffic(D,n,mt,rbw,rbi,Sw,Si,Mw,Mi,Mo,kin,ba,k,avg)
        wrw=ceil(k*avg/64)*n*pw if not e['whole_bytes'] else cd(rbw,8)*n*pw
        wri=(0 if kin else ceil(k*ba/64)*mt*pi)+ceil(n*ba/64)*mt+ps
        if kin: Mi=0
        if kout: Mo=0
        return dict(W=Mw*pw,I=Mi*pi,O=Mo,ww=wrw,wi=wri,ps=ps/(mt*n))
    # attention, per instance
    if e['whole_bytes']:
        t=n if kind=='scores' else k
        Mw=kvrow*t; rbw=kvrow if kind=='scores' else Mw/n
    else:
        rbw=ceil(k*avg/8); Mw=rbw*n
    Mi=rbi*m; Mo=ceil(n*ba/8)*m
    d=M['d']
    causal=pre and e['causal']
    T0=m//o['g']
    causal=pre and e['causal']; d0=M['d']
    if causal:
        npr=o['g']*(T0*(T0+1)//2)
        if kind=='scores': Mo=npr*ba/8
        else: Mi=npr*ba/8; rbi=Mi/m
    if e['tiling']:
        tl=positions[-1]
        rl=rbi if kind=='scores' or causal else ceil(tl*ba/8)
        if e['whole_bytes']: Ml=kvrow*tl; rw_=kvrow if kind=='scores' else Ml/n
        else: rw_=ceil((d0 if kind=='scores' else tl)*avg/8); Ml=rw_*(tl if kind=='scores' else d0)
        pw,pi,ps=choose_traffic(D,tl if kind=='scores' else n,m,rw_,rl,Sw,Si,Ml,Mi if kind=='scores' or causal else rl*m,Mo,kin,ba,k if kind=='scores' else tl,avg)
    else:
        tl=positions[-1]
        Mw_=(kvrow*tl if e['whole_bytes'] else ceil((d0 if kind=='scores' else tl)*avg/8)*(tl if kind=='scores' else d0))
        Mi_=Mi if kind=='scores' or causal else ceil(tl*ba/8)*m
        pw,pi,ps=choose_traffic(D,n,m,rbw,rbi,Sw,Si,Mw_*inst,Mi_*inst,Mo*inst,kin,ba,k,avg)
    I=0 if kin else Mi*pi; O=0 if kout else Mo
    Wb=Mw*pw
    pwf=pw; fused=False; T0=m//o['g']
    if e['fused_attention'] and fusedsel is not None:
        qb=(2*d+64)*ba//8
        q=int(hi//qb)
        if q>=1:
            blocks=cd(m,q)
            if 2*positions[-1]*(cd(d*kvd['e']+kvd['meta'],8) if e['whole_bytes'] else ceil(d*kvd['e']/8))<=hw: f=1.0
            elif causal:
                T=m//o['g']
                f=sum(min(T,cd(min(m,(i+1)*q),o['g'])) for i in range(blocks))/T
            else: f=blocks
            I2=(0 if kin else Mi) if kind=='scores' else 0
            O2=0 if kind=='scores' else (0 if kout else Mo)
            if fusedsel=='ask': return Wb+I+O, Mw*f+I2+O2
            if fusedsel:
                Wb,I,O,pwf=Mw*f,I2,O2,f; ps=0; fused=True; pi=1
                pass
        elif fusedsel=='ask': return 0,1
    if e['whole_bytes']: wrw=cd(kvrow,8)*(n if kind=='scores' else k)*pwf
    else: wrw=ceil(k*avg/64)*n*pwf
    if causal:
        npr=o['g']*(T0*(T0+1)//2)
        wo=npr*ba/64 if kind=='scores' else ceil(n*ba/64)*m
        win=npr*ba/64 if kind=='context' else ceil(k*ba/64)*m
    else: wo=ceil(n*ba/64)*m; win=ceil(k*ba/64)*m
    freein=kin or (fused and kind=='context')
    wri=(0 if freein else win*pi)+wo+ps
    return dict(W=Wb*inst,I=I*inst,O=O*inst,ww=wrw*inst,wi=wri*inst)

def vec(D,M,w,op,insts,pre,B,e,kvd):
    h=M['h']; fam=M['fam']; a,k,d,f=M['a'],M['k'],M['d'],M['f']; g=a//k
    tok=op['inst']*op['m'] if op['kind']=='lin' else B*(w['context'] if pre else 1)
    rms=3 if fam not in('opt','phi') else 6
    rot=0 if fam=='opt' else 2
    nm=op['nm']
    T=w['context']
    def probs():
        if pre:
            per=T*(T+1)//2 if e['causal'] else T*T
            return B*a*per
        return sum(B*a*(i['n'] if op['kind']=='scores' else i['k']) for i in insts)/len(insts)
    q=2 if kvd['quant'] else 0
    rf=0.4 if fam=='phi' else 1
    if nm=='query': return tok*(rms*h+rot*rf*a*d)
    if nm=='key': return tok*(rot*rf*k*d+q*k*d)
    if nm=='value': return tok*(q*k*d)
    if nm=='scores': return 9*probs()
    if nm=='context': return tok*a*d+(probs() if kvd['quant'] else 0)
    if nm=='output': return tok*h*(1+(3 if fam=='gemma2' else 0))
    if nm=='up': return tok*(0 if fam=='phi' else rms*h)
    if nm=='gate': return 0
    if nm=='down':
        act={'opt':1,'phi':13,'gemma2':13}.get(fam,10)+(1 if M['gated'] else 0)
        return tok*(act*f+h*(1+(3 if fam=='gemma2' else 0)))
    if nm=='head': return tok*rms*h

# ---------- designs as spaces
COLS='compute_cycles total_cycles dram_bytes weight_bytes kv_cache_bytes energy_compute_j energy_sram_read_j energy_sram_write_j energy_dram_j energy_leakage_j energy_vector_j pe_array_area_mm2 weight_buffer_area_mm2 input_buffer_area_mm2 encoder_area_mm2 accumulator_area_mm2 vector_unit_area_mm2 control_area_mm2 dram_interface_area_mm2 area_mm2'.split()
def yb(x): return 'true' if x else 'false'
def leafs(d):
    """design dict -> nested yaml-able json"""
    y={}
    def put(p,v):
        q=y; ks=p.split('.')
        for z in ks[:-1]: q=q.setdefault(z,{})
        q[ks[-1]]=v
    mp={'pe':'pe.kind','idle':'pe.idle_share','stall':'pe.stall_share','R':'array.rows','C':'array.columns','rmap':'array.row_mapping','cmap':'array.column_mapping',
     'wdt':'weights.datatype','G':'weights.group_size','kv':'kv_cache.datatype','Bw':'weight_buffer.banks','Bi':'input_buffer.banks','lanes':'vector_unit.lanes','cell':'cell','basis':'area_basis'}
    for k,v in d.items():
        if v is None: continue
        if k in mp: put(mp[k],v)
        elif k=='Sw': put('weight_buffer.size','%d B'%v)
        elif k=='Si': put('input_buffer.size','%d B'%v)
        elif k=='wport': put('weight_buffer.port','%d bit'%v)
        elif k=='iport': put('input_buffer.port','%d bit'%v)
        elif k=='reconf': put('array.reconfiguration','%r us'%(v*1e6))
        elif k=='preset': put('dram.preset',v)
        elif k=='channels': put('dram.channels',v)
        elif k=='clock': put('clock','%d MHz'%(v/1e6))
        elif k=='eff':
            for a,b in v.items(): put('effects.'+a,b)
    return y
def space(d,wls,head):
    y=dict(version=1,name='x',workloads=[],design=dict(performance_model='native'),accuracy=dict(head=head),objectives=['latency','energy'])
    l=leafs(d)
    y['design'].update(l)
    for i,w in enumerate(wls):
        x={k:w[k] for k in('model','phase','context','batch')}
        x['name']='w%d'%i
        if w['phase']=='decode': x['tokens']=w['tokens']
        if w.get('design'): x['design']=leafs(w['design'])
        y['workloads'].append(x)
    return y
def rd(rng,two=None,wild=True):
    d={}
    d['pe']=rng.choices(['bitmod','fp16','ant'],[7,1,1])[0]
    if d['pe']=='fp16': d['wdt']='fp16'
    elif d['pe']=='ant': d['wdt']=rng.choice(['int3','int4_asym','int6','int8'])
    else: d['wdt']=rng.choice(['int3','int4_asym','bitmod3','bitmod4','int6','int8','mxfp4','fp16'])
    if d['wdt'] not in('fp16','mxfp4'): d['G']=rng.choice([16,32,64,100,128,'channel'])
    d['kv']=rng.choice(['int4','int8','fp16'])
    if d['pe']=='fp16': d['kv']='fp16'
    d['R']=rng.choice([1,2,3,8,16,24,32,33,48,64,100,128]); d['C']=rng.choice([1,2,4,7,8,16,20,32,64])
    d['Sw']=rng.choice([32,64,100,128,256,512,777,1024,2048,4096])*1024; d['Si']=rng.choice([32,64,96,128,256,512,1024,4096])*1024
    d['Bw']=rng.choice([4,8,16]); d['Bi']=rng.choice([4,8,16])
    if rng.random()<.35: d['wport']=rng.choice([128,256,512,1000,1024,2048])
    if rng.random()<.35: d['iport']=rng.choice([128,256,500,512,1024,2048])
    d['rmap']=rng.choice(['best','best','outputs','tokens','reduction']); d['cmap']=rng.choice(['best','best','outputs','tokens','reduction'])
    d['lanes']=rng.choice([0,1,8,32,128])
    d['preset']=rng.choice(list(DRAM)+['bus'])
    if d['preset']!='bus' and rng.random()<.7: d['channels']=rng.choice([2,4,8,16,32])
    d['clock']=rng.choice([1e9,500e6,800e6,1.2e9])
    d['cell']=rng.choice(['itrs-hp','itrs-lop','itrs-lstp'])
    d['basis']=rng.choice(['chip','core','published'])
    d['idle']=rng.choice([0,.05,.3,1]); d['stall']=rng.choice([0,.05,.2,1])
    d['reconf']=rng.choice([0,1e-6,1e-3])
    p=rng.choice([0,0.1,.5])
    d['eff']={e:rng.random()>=p for e in EFF}
    d['eff']['capacity']=False if rng.random()<.8 else d['eff']['capacity']
    d['eff']['sram_cycle_time']=False
    return d
def rw(rng):
    return dict(model=rng.choice(['llama-2-7b','llama-3-8b','opt-1.3b','gemma-2-2b','phi-2']),phase=rng.choice(['prefill','decode']),
      context=rng.choice([1,2,3,17,64,100,rng.randint(1,500),rng.randint(1,2048),rng.randint(1,8192),1024,4096]),batch=rng.choice([1,1,2,3,16]),tokens=rng.choice([1,2,7,20,100]))
def main():
    out=csv.writer(sys.stdout,lineterminator='\n')
    out.writerow(['space','workload']+COLS)
    for seed in range(340):
        rng=random.Random(seed)
        d=rd(rng); w=[rw(rng)]
        if seed%3==0:
            w2=rw(rng)
            if rng.random()<.7: w2['model']=w[0]['model']; w2['phase']='decode' if w[0]['phase']=='prefill' else 'prefill'
            if rng.random()<.8: w2['design']={'R':rng.choice([8,16,32,64,100]),'C':rng.choice([1,4,16,32])}
            w.append(w2)
        for x in w:
            if x['phase']=='prefill': x['tokens']=1
        head=rng.choice(['kept','quantised'])
        d['eff']['capacity']=False  # what cannot exist is tested elsewhere
        if min(d.get('wport') or 1e9,d.get('iport') or 1e9)<1e9: d['Bw'],d['Bi']=4,4
        mine=evaluate(dict(d,head=head),w)
        if mine is None: continue
        text=json.dumps(space(d,w,head))
        for i,row in enumerate(mine): out.writerow([text,i]+[repr(float(row[c])) for c in COLS])
main()
