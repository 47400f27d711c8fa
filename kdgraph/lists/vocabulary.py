"""The words by which a list is read: venues, names, labels of fields and links, hosts.

What stands here decides without grammar; patterns of a grammar (a title, a venue and its year, a
line of names) stay with the function that reads by them.

How often they are right is measured by ``python -m benchmarks.list_words FOLDER`` on fields that
leave no doubt: columns of CSV, fields of BibTeX, labels of links. Over the 25 public lists of the
reviews (4,687 titles, 2,840 lines of authors, 3,949 venues, 19,623 links; 1 December 2026)
precision is the share of right ones among all that are told by the words, and coverage how many of
those that there are they tell. Most of the venues that no word tells are journals of physics.

======================================= ====== ========= ========
told by                                 among  precision coverage
======================================= ====== ========= ========
a venue, against titles and names       2,249  99.8 %    57 %
SMALL_WORDS: a title, against names     3,869  100.0 %   83 %
TITLE_WORDS: a title, against names     4,236  100.0 %   90 %
TECHNICAL_WORDS: a title, against names 2,738  100.0 %   58 %
NO_NAME_FIRST: a title, against names   400    98.8 %    8 %
PARTICLES: inside a name                75     100.0 %   100 %
`are_names`, against titles and venues  3,349  84.1 %    99 %
`are_surely_names`, likewise            2,419  100.0 %   85 %
PAPER_HOSTS: links labelled as papers   6,610  99.9 %    100 %
CODE_HOSTS: links labelled as code      4,871  98.2 %    95 %
NO_PAPER_HOSTS: code, projects, videos  6,865  100.0 %   97 %
labels of links, against titles         17,581 100.0 %   90 %
======================================= ====== ========= ========

FIELD_LABELS (99.8 % of 4,463, against titles with a colon) and EVENTS (17 of 18) were measured by
patterns made for each list. FAMILIES, THINGS and what is in Japanese or Korean stand in too few of
these lists to be measured.

``are_names`` takes many a title of three capital words for a name: it is asked only where nothing
but names is likely, and ``are_surely_names`` where a title may go on.
"""

from __future__ import annotations

import re

from kdgraph.lists.text import words

__all__ = [
    "CODE_HOSTS",
    "CODE_LABELS",
    "EVENTS",
    "FAMILIES",
    "FIELD_LABELS",
    "NO_AUTHORS",
    "NO_NAME_FIRST",
    "NO_PAPER_HOSTS",
    "OTHER_LABELS",
    "PAGE_HOSTS",
    "PAPER_HOSTS",
    "PAPER_LABELS",
    "PARTICLES",
    "SMALL_WORDS",
    "TECHNICAL_WORDS",
    "THINGS",
    "TITLE_WORDS",
    "VENUES",
    "VENUES_BEFORE_DIGITS",
    "VENUES_OF_SMALL_LETTERS",
]

VENUES = words(
    """
    3DV AAAI AAMAS ACCV ACL ACML AISTATS ALT ARXIV ASE ASPLOS ASRU BIOINFORMATICS BIORXIV BMVC
    CCS CHI CHIL CIKM COLING COLLAS COLM COLT CONLL CORL CORR CPAL CSCW CVIU CVPR CVPRW DAC DATE
    EACL ECAI ECCV ECCVW ECIR ECML EMNLP EUROSYS FAT* FACCT FSE GECCO HPCA ICA ICANN ICASSP ICCAD
    ICCV ICCVW ICDAR ICDE ICDM ICIP ICLR ICLRW ICME ICML ICMLW ICMR ICPR ICRA ICSE IEICE IJCAI
    IJCB IJCNN IJCNLP IJCV INFOCOM INTERSPEECH IROS ISBI ISCA ISSTA ITSC IV IVC JAIR JMLR JSTSP
    KBS KDD LAK LREC MICCAI MICRO MIDL MLSYS MM MLHC NAACL NATURE NCA NDSS NEURIPS NEURIPSW NIPS
    NIPSW NSDI OOPSLA OSDI PAKDD PAMI PLDI PLOS PMLR PNAS POPL PPOPP PR PRL RECSYS RSS SAC SANER
    SC SCIENCE SDM SIGCOMM SIGGRAPH SIGIR SIGKDD SIGMOD SLT SOSP SPL STOC TACL TAI TASLP TBD TCAD
    TCSVT TC TDSC TGRS TIFS TII TIP TIST TITS TKDD TKDE TMI TMLR TMM TNN TNNLS TOG TOIS TPAMI
    TPDS TSE TVCG UAI UIST USENIX VLDB WACV WSDM WWW
    ALENEX CADE CEC CHIIR CICLING CLEF CLEAR CONEXT CPAIOR CVMP DASFAA DCASE DSN EDBT EGSR EJOR
    ESORICS EUROGRAPHICS EUSIPCO FOCS GLOBECOM HRI HUMANOIDS ICAPS ICDCS ICICLE ICLP ICMI ICONIP
    ICPP ICTIR ICVS IJRR IMWUT IPDPS ISMAR ISMIR ISRR ISWC IUI JSAC LICS MLSP MMSYS MOBICOM
    MOBIHOC MOBISYS NOSSDAV PETS PODC PODS PPSN PRICAI RA-L RAL SAGT SEMEVAL SENSYS SIGSPATIAL
    SIGCSE SODA TACAS TASE TBME TCDS TCOM TCYB TELO TETC TFS TGCN TKDD TMC TNSE TNSM TOCS TOMM
    TON TOSEM TRO T-RO TSMC TSP TWC UBICOMP VRST WACVW WMT WINE ALENEX CCGRID
    MEDRXIV CHEMRXIV PSYARXIV TECHRXIV SSRN
    """
)

# "ICML24" is a venue with its year; "WMT14" and "CoNLL03" are mostly the data set of that year
VENUES_BEFORE_DIGITS = VENUES - words(
    "WMT SEMEVAL CONLL CLEF DCASE ICDAR IV MM PR SC TC IVC NCA DATE"
)

VENUES_OF_SMALL_LETTERS = frozenset(
    """nature|science|cell|neural networks|pattern recognition|neurocomputing|neural computation|
    machine learning|artificial intelligence|nature communications|nature machine intelligence|
    nature methods|scientific reports|ieee access|information sciences|information fusion|
    knowledge-based systems|expert systems with applications|medical image analysis|plos one|
    image and vision computing|signal processing|openreview|preprint|the lancet|arxiv.org|
    neuron|elife|iscience|heliyon|joule|neuroimage|cortex|hippocampus|econometrica|biometrika|
    biometrics|psychometrika|technometrics|automatica|robotica|algorithmica|combinatorica|icarus|
    langmuir|tetrahedron|synthese|erkenntnis|biostatistics|metabolites|blood|brain|gut|thorax|
    pediatrics|genetics|cognition
    """.replace("\n", "")
    .replace("    ", "")
    .split("|")
)

NO_AUTHORS = words(
    "Blog Website Github GitHub Preprint Book Thesis Winter Spring Summer Autumn Fall Google Meta "
    "Microsoft Amazon Apple Facebook Nvidia Deepmind Anthropic Stanford Harvard Princeton Berkeley "
    "Cambridge Oxford Oral Poster Spotlight Workshop Journal Report Updated Edition Version Since "
    "Online Press Springer Elsevier Wiley"
)

PARTICLES = words(
    "van von de der den di da del della des dos das du la le el al abu ben bin ibn ter ten y e zu "
    "zur zum af av"
)

# the hundred commonest family names in China, and the two-character ones; a comment of two to four
# characters begins with one of them in one case of seven
FAMILIES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    "김이박최정강조윤장임佐鈴高田渡伊山中小加吉"
)

SMALL_WORDS = words(
    """
    a an the of for in on with via from to by using towards toward at as is are under over without
    through into its our we can does do how what why when beyond not be or it this that these
    """
)

TITLE_WORDS = words(
    """
    the of for with via from using towards toward without through beyond learning networks network
    deep neural distillation distilling model models knowledge data training detection recognition
    survey review method methods approach code paper link pdf project page new news note notes
    abstract summary keywords affiliation institution dataset demo video slides poster blog website
    homepage
    """
)

TECHNICAL_WORDS = words(
    """
    adaptation adversarial algorithms analysis applications attack attention audio bayes bert
    bounds classifiers coding computing contrastive convolutional cuda data defense design diffusion
    dropout efficiency embedding embeddings encoding ensemble ensembles experts feature features
    finetuning forests framework gans gradient gradients graph graphs hashing hints image images
    inference kernel kernels labels language large loss losses machine machines mapping matching
    memory methods mixture modeling modelling objects optimal parsing perception planning practice
    pretraining privacy processing programs prompting prompts pruning ranking reasoning recurrent
    representations robust sampling scaling search semantic sharing small sparse speech student
    students system systems task tasks teacher teachers teaching tensor tensors text theory trained
    transfer transformer transformers trees tuning understanding unified video vision visual weight
    weights
    """
)

NO_NAME_FIRST = words(
    "A An The On In Of For To Towards Toward From With How Why What When Can Do Does Is Are"
)

EVENTS = (
    r"videos?|workshops?|tutorials?|courses?|talks|lectures?|blogs?|blog ?posts?|posts|podcasts?|"
    r"newsletters?|competitions?|challenges?|conferences?|books?|slides|news|people|researchers|"
    r"companies|jobs|journals|leaderboards?|communit(?:y|ies)|contents?|acknowledge?ments?|contributing|"
    r"contributors|citation|license|视频|课程|博客|教程|比赛|目录|书籍"
)

THINGS = (
    r"models?|llms?|checkpoints|tools?|tool ?kits?|toolbox(?:es)?|softwares?|librar(?:y|ies)|"
    r"packages|frameworks?|repositor(?:y|ies)|repos|codes?|implementations?|demos?|websites?|"
    r"projects|apps?|applications|products|groups?|labs|resources?|links|materials?|工具|代码|资源|项目"
)

FIELD_LABELS = {
    "title": "title|paper title|article title|name of paper|标题|题目|论文标题|论文题目|论文名|"
    "论文名称|论文名字|タイトル|論文名|題名|제목|논문 제목",
    "paper": "paper|papers|pdf|arxiv|arxiv link|arxiv id|arxiv paper|paper link|paper url|"
    "paper pdf|pdf link|link to paper|link|links|url|full text|full paper|preprint|"
    "article|doi|openreview|abs|publication link|camera ready|official link|论文|"
    "论文链接|论文地址|论文下载|论文下载链接|论文原文|原文|原文链接|论文pdf|链接|地址|論文|論文リンク|リンク|링크|논문",
    "code": "code|codes|code link|code url|source code|official code|code and data|code & data|"
    "code and models|code & models|code/data|implementation|implementations|"
    "official implementation|github|github link|github repo|git|repo|repository|"
    "code repository|pytorch|tensorflow|pytorch code|unofficial code|代码|代码链接|"
    "代码地址|开源代码|源码|源代码|代码仓库|官方代码|实现|コード|実装|코드",
    "venue": "venue|venues|conference|conf|journal|journal/conference|conference/journal|"
    "publisher|published in|published at|published|publication|publication venue|"
    "booktitle|accepted by|accepted at|accepted to|accepted|appeared in|appears in|"
    "proceedings|presented at|where|会议|期刊|会议/期刊|期刊/会议|会议期刊|期刊会议|"
    "发表|发表于|发表会议|发表期刊|出版|出处|来源|收录|收录情况|会議|学会|雑誌|掲載誌|학회|저널",
    "year": "year|date|publication date|date of publication|publication year|published date|"
    "release date|released|submission date|submitted|time|submitted on|published on|"
    "年份|年|日期|时间|发布时间|发表时间|发表日期|发表年份|提交时间|出版时间|発表年|日付|연도|날짜",
    "authors": "author|authors|author(s)|author list|by|written by|first author|作者|论文作者|"
    "作者列表|第一作者|一作|著者|筆者|저자",
    "institutions": "institution|institutions|institute|institutes|affiliation|affiliations|"
    "organization|organizations|organisation|university|team|lab|group|company|"
    "author unit|作者单位|单位|机构|作者机构|研究机构|团队|组织|大学|公司|学校|论文单位",
    "other": "project|projects|project page|project website|project link|project homepage|"
    "homepage|home page|website|web site|site|page|web page|webpage|web|demo|demos|"
    "online demo|video|videos|youtube|slides|slide|poster|posters|blog|blog post|"
    "dataset|datasets|dataset link|data|data link|weights|checkpoints|model weights|"
    "model|models|pretrained models|supplementary|supplementary material|supplement|"
    "supp|appendix|talk|talks|bibtex|bib|twitter|tweet|thread|presentation|colab|"
    "notebook|hugging face|huggingface|huggingface model|model zoo|leaderboard|media|"
    "news|resources|tutorial|docs|documentation|主页|项目|项目主页|项目地址|项目链接|"
    "官网|网站|视频|论文视频|演示|数据集|数据|数据集链接|数据集下载链接|海报|幻灯片|"
    "博客|模型|讲解视频",
    "note": "tldr|tl;dr|tl dr|abstract|summary|keywords|keyword|key words|key|tags|tag|tasks|"
    "task|topics|topic|env|environment|note|notes|comment|comments|remark|remarks|"
    "contribution|contributions|main contribution|highlights|highlight|description|"
    "overview|citation|citations|cited by|license|licence|stars|star|motivation|"
    "key idea|key ideas|idea|main idea|takeaway|takeaways|key takeaways|findings|"
    "conclusion|conclusions|metrics|backbone|base model|bibref|interpretation|"
    "explanation|reading notes|review|award|awards|status|platform|摘要|简介|介绍|"
    "关键词|标签|任务|笔记|备注|说明|注|解读|中文解读|论文解读|论文简介|相关解读|总结|"
    "贡献|主要贡献|创新点|动机|方法|一句话|一句话总结|概述|亮点|解读链接|关键字|主题|"
    "中文标题|翻译|要約|概要|メモ|요약|메모",
}

PAPER_HOSTS = re.compile(
    r"(?:^|\.)(?:arxiv\.org|alphaxiv\.org|doi\.org|dl\.acm\.org|portal\.acm\.org|ieee\.org|"
    r"openreview\.net|aclanthology\.org|aclanthology\.info|aclweb\.org|mlr\.press|nips\.cc|"
    r"neurips\.cc|thecvf\.com|cv-foundation\.org|ecva\.net|springer\.com|springerlink\.com|"
    r"sciencedirect\.com|nature\.com|science\.org|sciencemag\.org|pnas\.org|isca-speech\.org|"
    r"aaai\.org|ijcai\.org|jmlr\.org|biorxiv\.org|medrxiv\.org|semanticscholar\.org|ssrn\.com|"
    r"wiley\.com|tandfonline\.com|usenix\.org|vldb\.org|pubmed\.ncbi\.nlm\.nih\.gov|"
    r"ncbi\.nlm\.nih\.gov|europepmc\.org|mdpi\.com|frontiersin\.org|plos\.org|bmva\.org|"
    r"bmva-archive\.org\.uk|hal\.science|eccv\.org|iclr\.cc|icml\.cc|mlsys\.org|cambridge\.org|"
    r"oup\.com|sagepub\.com|iop\.org|aps\.org|acs\.org|rsc\.org|cell\.com|elifesciences\.org|"
    r"royalsocietypublishing\.org|projecteuclid\.org|jstor\.org|osapublishing\.org|optica\.org|"
    r"spiedigitallibrary\.org|dblp\.org|siam\.org|hindawi\.com|worldscientific\.com|iacr\.org|"
    r"citeseerx\.ist\.psu\.edu|researchgate\.net|scholar\.archive\.org|zenodo\.org)$"
)

CODE_HOSTS = re.compile(
    r"(?:^|\.)(?:github\.com|gitlab\.com|gitlab\.[a-z.-]+|bitbucket\.org|codeberg\.org|gitee\.com|"
    r"sourceforge\.net|huggingface\.co|kaggle\.com|colab\.research\.google\.com|modelscope\.cn|"
    r"paperswithcode\.com|gist\.github\.com)$"
)

PAGE_HOSTS = re.compile(
    r"(?:^|\.)(?:github\.io|gitlab\.io|sites\.google\.com|notion\.site|netlify\.app|vercel\.app|"
    r"youtube\.com|youtu\.be|bilibili\.com|medium\.com)$"
)

NO_PAPER_HOSTS = re.compile(
    r"(?:^|\.)(?:youtube\.com|youtu\.be|bilibili\.com|vimeo\.com|medium\.com|substack\.com|"
    r"towardsdatascience\.com|wordpress\.com|blogspot\.[a-z.]+|twitter\.com|x\.com|t\.co|"
    r"reddit\.com|facebook\.com|linkedin\.com|zhihu\.com|weixin\.qq\.com|csdn\.net|jianshu\.com|"
    r"wikipedia\.org|slideshare\.net|coursera\.org|udacity\.com|udemy\.com|edx\.org|"
    r"deeplearning\.ai|fast\.ai|amazon\.[a-z.]+|discord\.(?:gg|com)|slack\.com|t\.me|"
    r"kaggle\.com|huggingface\.co|hf\.co|modelscope\.cn|github\.com|gitlab\.com|gitee\.com|"
    r"bitbucket\.org|sourceforge\.net|github\.io|gitlab\.io|readthedocs\.io|netlify\.app|"
    r"vercel\.app|pypi\.org|npmjs\.com|docs\.google\.com|sites\.google\.com|drive\.google\.com|"
    r"colab\.research\.google\.com|meetup\.com|eventbrite\.com|shields\.io|podcasts?\.[a-z.]+|"
    r"spotify\.com|soundcloud\.com|distill\.pub|stackoverflow\.com|stackexchange\.com|quora\.com)$"
)

PAPER_LABELS = re.compile(
    r"(?:the )?(?:paper|papers?|pdf|arxiv|ar5iv|doi|html|abs|abstract|link|preprint|article|"
    r"publication|openreview|cvf|ieee|ieee ?xplore|acm|springer|ecva|elsevier|sciencedirect|"
    r"aclanthology|anthology|论文|paper ?link|full ?text|url|arxiv ?paper|pdf ?link|"
    r"camera[- ]ready)(?:\s*\(?\d*\)?)?",
    re.IGNORECASE,
)

CODE_LABELS = re.compile(
    r"(?:official |unofficial |third[- ]party |source |our |the )?(?:code|codes|source|github|git|"
    r"gitlab|repo|repository|implementation|pytorch|torch|tensorflow|tf|keras|theano|caffe2?|"
    r"mxnet|jax|flax|mindspore|paddle(?:paddle)?|chainer|matlab|python|julia|c\+\+|model ?zoo|"
    r"代码)(?:[-_ ]?(?:code|implementation|repo|official|link|version|\d+))*"
    r"(?:\s*\([^)]*\))?",
    re.IGNORECASE,
)

OTHER_LABELS = re.compile(
    r"(?:project|project ?page|page|website|site|homepage|webpage|web|home|demo|video|videos|"
    r"youtube|slides?|poster|blog|blog ?post|post|dataset|datasets?|data|weights|checkpoints?|"
    r"models?|supp|suppl|supplement(?:ary)?(?: material)?|appendix|bib|bibtex|bibref|talk|media|"
    r"presentation|notes?|summary|review|colab|notebook|twitter|tweet|tutorial|docs?|stars?|"
    r"license|news|image|badge|hugging ?face|hf|🤗.*|more|here|download|results?|leaderboard|"
    r"benchmark|知乎|解读|poster|teaser|tl;?dr|tool)(?:\s*\(?\d*\)?)?",
    re.IGNORECASE,
)
