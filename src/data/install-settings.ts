/**
 * Settings of package managers that a project may bring: which packages are wanted, how they are laid out in
 * `node_modules`, which registry has them, how long and how often fetching is tried, what is printed, and how a package
 * would be published. Any other setting stops an install, including those that a later release adds. Names have the form
 * that `settingName` gives them.
 *
 * Settings that would run scripts are listed if one of our options overrides them. Sources: the definitions of npm 9 to
 * 12, pnpm 9 to 11, Yarn 1 and 4, and Bun 1.4.
 */
const everywhere = [
  'registry username email alwaysauth authtype replaceregistryhost',
  'registrysupportstimefield omitlockfileregistryresolved fetchretries fetchretryfactor fetchretrymintimeout',
  'fetchretrymaxtimeout fetchtimeout fetchwarntimeoutms fetchminspeedkibps fetchingconcurrency maxtarballunpackedsize',
  'networkconcurrency networktimeout childconcurrency maxsockets noproxy offline preferoffline preferonline cachemin',
  'cachemax before minreleaseage minreleaseageexclude minimumreleaseage minimumreleaseageexclude',
  'minimumreleaseageignoremissingtime minimumreleaseagestrict trustpolicy trustpolicyexclude trustpolicyignoreafter',
  'save saveexact saveprefix savedev saveoptional savepeer saveprod savebundle saveworkspaceprotocol savecatalogname',
  'catalogmode tag packagelock shrinkwrap lockfile lockfileversion formatpackagelock lockfileincludetarballurl',
  'preferfrozenlockfile frozenlockfile sharedworkspacelockfile excludelinksfromlockfile enginestrict nodeversion',
  'legacypeerdeps strictpeerdeps strictpeerdependencies autoinstallpeers dedupepeerdependents dedupepeers',
  'dedupedirectdeps dedupeinjecteddeps preferdedupe resolvepeersfromworkspaceroot resolutionmode omit include only also',
  'dev production optional cpu os libc globalstyle legacybundling installstrategy installlinks binlinks rebuildbundle',
  'nodelinker confirmmodulespurge shamefullyhoist shamefullyflatten hoist hoistpattern publichoistpattern hoistworkspacepackages',
  'hoistinglimits symlink packageimportmethod prefersymlinkedexecutables enablemodulesdir virtualstoredirmaxlength',
  'peerssuffixmaxlength extendnodepath sideeffectscache sideeffectscachereadonly',
  'verifystoreintegrity strictstorepkgcontentcheck ignorecompatibilitydb optimisticrepeatinstall modulescachemaxage',
  'dlxcachemaxage preserveabsolutepaths injectworkspacepackages syncinjecteddepsafterscripts blockexoticsubdeps',
  'linkworkspacepackages preferworkspacepackages includeworkspaceroot ignoreworkspacerootcheck ignoreworkspacecycles',
  'disallowworkspacecycles recursiveinstall failifnomatch workspaces workspacesupdate workspaceconcurrency',
  'packagemanagerstrict packagemanagerstrictversion managepackagemanagerversions gitbranchlockfile deployallfiles',
  'forcelegacydeploy mergegitbranchlockfiles',
  'ignorescripts ignoredepscripts foregroundscripts unsafeperm enableprepostscripts shellemulator strictdepbuilds',
  'onlybuiltdependencies neverbuiltdependencies ignoredbuiltdependencies allowbuilds dangerouslyallowallbuilds',
  'dangerouslyallowallscripts allowscripts allowscriptspending allowscriptspin strictallowscripts allowgit allowfile',
  'allowdirectory allowremote verifydepsbeforerun ifpresent buildfromsource disturl electronmirror electroncustomdir',
  'electronbuilderbinariesmirror sassbinarysite phantomjscdnurl chromedrivercdnurl geckodrivercdnurl',
  'puppeteerdownloadhost puppeteerdownloadbaseurl puppeteerskipdownload puppeteerskipchromiumdownload',
  'playwrightdownloadhost playwrightskipbrowserdownload cypressinstallbinary sharpbinaryhost sharplibvipsbinaryhost',
  'sharpdisthost nodesqlite3binaryhostmirror canvasbinaryhostmirror fseventsbinaryhostmirror pythonmirror sentryclicdnurl',
  'swcbinarysite loglevel progress color unicode heading timing json parseable long depth description usestderr',
  'reporter reporterhideprefix aggregateoutput stream sort bail reverse updatenotifier fund audit auditlevel auditconfig',
  'ci ciname yes message access provenance publishbranch gitchecks gittagversion tagversionprefix signgitcommit',
  'signgittag commithooks allowsameversion preid scope packgziplevel embedreadme initauthoremail initauthorname',
  'initauthorurl initlicense initversion inittype initprivate initpackagemanager testpattern',
  'changedfilesignorepattern logsmax metricsregistry sendmetrics searchlimit searchexclude searchopts searchstaleness',
];

/** Settings in an `.npmrc` that are harmless with npm only: our options override them. */
const outweighedForNpm = ['global location force'];

const pnpmWorkspace = [
  'packages catalog catalogs overrides packageextensions peerdependencyrules alloweddeprecatedversions',
  'allowunusedpatches allownonappliedpatches ignorepatchfailures patcheddependencies ignoredoptionaldependencies',
  'supportedarchitectures updateconfig requiredscripts registries cleanupunusedcatalogs patchesdir $schema',
];

const yarn1 = [
  'lastupdatecheck disableselfupdatecheck versiongitmessage versiontagprefix versiongittag versionsigngittag',
  'versioncommithooks ignoreengines ignoreplatform ignoreoptional workspacesexperimental workspacesnohoistexperimental',
  'purelockfile nolockfile exact tilde checkfiles noprogress silent flat unsafedisableintegritymigration emoji',
  'noemoji noninteractive',
];

const yarn4 = [
  'approvedgitrepositories cachemigrationmode catalog catalogs changesetbaserefs changesetignorepatterns',
  'checksumbehavior cloneconcurrency compressionlevel defaultlanguagename defaultsemverrangeprefix enablecacheclean',
  'enablecolors enableglobalcache enablehardenedmode enablehyperlinks enableimmutablecache enableimmutableinstalls',
  'enableinlinebuilds enableinlinehunks enablemessagenames enablemirror enablenetwork enableofflinemode',
  'enableprogressbars enablescripts enablestrictsettings enabletelemetry enabletimers enabletips',
  'enabletransparentworkspaces httpretry httptimeout immutablepatterns initfields initscope lastupdatecheck logfilters',
  'networkconcurrency nmhoistinglimits nmmode nmselfreferences nodelinker npmalwaysauth npmauditexcludepackages',
  'npmauditignoreadvisories npmauditregistry npmauthident npmauthtoken npmminimalagegate npmpreapprovedpackages',
  'npmpublishaccess npmpublishprovenance npmpublishregistry npmregistries npmregistryserver npmscopes',
  'packageextensions pnpenableesmloader pnpenableinlining pnpfallbackmode pnpignorepatterns pnpmode pnpzipbackend',
  'pnpminstallconcurrency preferdeferredversions preferinteractive preferreuse prefertruncatedlines progressbarstyle',
  'supportedarchitectures taskpoolconcurrency taskpoolmode telemetryinterval telemetryuserid tsenableautotypes',
  'unsafehttpwhitelist winlinktype initeditorconfig preferaggregatecacheinfo',
];

/** Settings under `[install]`. An install does not read the tables of other commands, and does not run what `preload` names. */
const bun = [
  'registry scopes lockfile.save lockfile.print cache.disable cache.disablemanifest optional dev peer production exact savetextlockfile',
  'auto frozenlockfile concurrentscripts linker minimumreleaseage minimumreleaseageexcludes publichoistpattern',
  'hoistpattern linkworkspacepackages ignorescripts saveprefix',
].map((names) => names.replaceAll(/\S+/g, (name) => `install.${name}`));

/** The allowed settings, by the kind of file that has them. */
export const allowedSettings = {
  '.npmrc': setOf(everywhere),
  '.npmrc of npm': setOf([...everywhere, ...outweighedForNpm]),
  'pnpm-workspace.yaml': setOf([...everywhere, ...pnpmWorkspace]),
  '.yarnrc': setOf([...everywhere, ...yarn1]),
  '.yarnrc.yml': setOf(yarn4),
  'bunfig.toml': setOf([
    ...bun,
    'telemetry loglevel preload smol jsx jsxfactory jsxfragment jsximportsource',
  ]),
} as const satisfies Readonly<Record<string, ReadonlySet<string>>>;

function setOf(lists: readonly string[]): ReadonlySet<string> {
  return new Set(lists.flatMap((names) => names.split(' ')));
}

/** The effects of settings that are not allowed. The first pattern that matches a setting's name counts. */
export const settingEffects: readonly (readonly [pattern: RegExp, effect: string])[] = [
  [/proxy|^ca$|cafile|strictssl|cert|keyfile|^key$/, 'lets another server read what is sent to the registry'],
  [
    /^(git|shell|python|editor|yarnpath|npmpath|initmodule)$|script|shell|nodeoptions|nodeversion|gyp|nodemirror|pnpmfile|plugin|scanner|preload|constraint|configdependencies|tokenhelper/,
    'may run a program that the project chooses',
  ],
  [
    /path$|folder|dir$|cache|tmp|prefix|mirror|cwd|location|global/,
    'may write outside of the functions folder',
  ],
  [/dryrun|lockfileonly|packagelockonly|usage/, 'keeps packages from being installed'],
];
