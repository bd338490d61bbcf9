//! Machines that started a kiosk's image, and machines that pretend to: against a TPM of ours and against swtpm.

use std::collections::BTreeMap;

use attestation_core::{
    Claim, Refusal, Rules,
    bytes::{hex, sha256},
    kiosk::Image,
    tpm::{Public, Quote, quote},
};

use crate::{
    forge::{self, SoftTpm},
    swtpm::Tpm,
};

/// What the image measures while it starts: firmware, boot loader, secure boot, kernel and its command line.
const STARTED: [(u8, &[u8]); 6] = [
    (0, b"firmware 1.2"),
    (1, b"settings"),
    (4, b"boot loader"),
    (7, b"secure boot on"),
    (8, b"ima_policy=tcb ima_appraise=enforce lockdown=confidentiality"),
    (9, b"kernel and initrd"),
];
const RAN: [(&str, &[u8]); 4] = [
    ("/usr/lib/systemd/systemd", b"init"),
    ("/usr/bin/cage", b"compositor"),
    ("/usr/lib/chromium/chromium", b"browser"),
    ("/usr/bin/tidecrew", b"agent"),
];

fn image() -> Image {
    let (_, registers) = forge::boot_log(&STARTED);
    let pcrs = registers.iter().filter(|(r, _)| [4, 7, 8, 9].contains(*r)).map(|(r, v)| (r.to_string(), hex(v))).collect();
    let files = RAN.iter().map(|(path, bytes)| ((*path).to_owned(), vec![hex(&sha256(bytes))])).collect();
    let must = vec!["/usr/lib/chromium/chromium".to_owned(), "/usr/bin/cage".to_owned()];
    Image { name: "kiosk".to_owned(), version: "2026-11".to_owned(), must, pcrs, files }
}

fn rules() -> Rules {
    let mut rules = forge::rules();
    rules.only_images(&[image()]).unwrap();
    rules
}

/// A machine: what it started and what it ran, and what it says about both.
struct Machine {
    tpm: SoftTpm,
    boot: Vec<u8>,
}

/// Registers, and the log of programs, after this start and these programs.
fn measured(started: &[(u8, &[u8])], ran: &[(&str, &[u8])]) -> (Vec<u8>, BTreeMap<u8, [u8; 32]>, String, [u8; 32]) {
    let (boot, registers) = forge::boot_log(started);
    let mut pcrs: BTreeMap<u8, [u8; 32]> = (0..10).map(|r| (r, [0; 32])).collect();
    pcrs.extend(registers);
    let aggregate: Vec<u8> = (0..10).flat_map(|r| pcrs[&r]).collect();
    let mut log = String::new();
    let mut register = [0; 32];
    let first = forge::ima_hash("boot_aggregate", sha256(&aggregate));
    for (line, digest) in std::iter::once(first).chain(ran.iter().map(|(path, bytes)| forge::ima(path, bytes))) {
        log += &(line + "\n");
        register = forge::extend(register, &digest);
    }
    (boot, pcrs, log, register)
}

impl Machine {
    fn new(started: &[(u8, &[u8])], ran: &[(&str, &[u8])]) -> Self {
        let (boot, mut pcrs, log, register) = measured(started, ran);
        pcrs.insert(10, register);
        let tpm = SoftTpm { selected: pcrs.keys().copied().collect(), pcrs, log, ..SoftTpm::new() };
        Self { tpm, boot }
    }

    fn judged(&self, rules: &Rules) -> Result<Vec<Claim>, Refusal> {
        let (ak, attest) = (self.tpm.public(), self.tpm.attest());
        let signature = self.tpm.sign(&attest);
        let given = Quote {
            ak: &ak,
            attest: &attest,
            signature: &signature,
            pcrs: &self.tpm.pcrs,
            boot_log: (!self.boot.is_empty()).then_some(self.boot.as_slice()),
            file_log: (!self.tpm.log.is_empty()).then_some(self.tpm.log.as_str()),
        };
        quote(&given, &SoftTpm::new().nonce, Some(&Public::parse(&ak).unwrap().name), None, rules).map(|(_, found)| found.claims)
    }
}

fn honest() -> Machine {
    Machine::new(&STARTED, &RAN)
}

#[test]
fn the_image_is_believed_and_raises_to_the_top() {
    let rules = rules();
    let claims = honest().judged(&rules).unwrap();
    assert_eq!(claims, [Claim::Quote, Claim::BootLog, Claim::FileLog]);
    assert_eq!(rules.level(&[claims.as_slice(), &[Claim::Passkey, Claim::BoundKey, Claim::Near]].concat()), 3);
}

#[test]
fn whatever_else_started_or_ran_is_refused_by_name() {
    let rules = rules();
    let started = |change: (u8, &'static [u8])| {
        let mut all: Vec<(u8, &[u8])> = STARTED.to_vec();
        all.iter_mut().find(|(r, _)| *r == change.0).unwrap().1 = change.1;
        Machine::new(&all, &RAN)
    };
    let ran = |more: &[(&str, &[u8])]| Machine::new(&STARTED, &[RAN.as_slice(), more].concat());
    let without = |hidden: &str| Machine::new(&STARTED, &RAN.into_iter().filter(|(p, _)| *p != hidden).collect::<Vec<_>>());
    let changed = |change: &dyn Fn(&mut Machine)| {
        let mut machine = honest();
        change(&mut machine);
        machine
    };
    let drop_line = |n: usize| {
        move |m: &mut Machine| {
            m.tpm.log = m.tpm.log.lines().enumerate().filter(|(at, _)| *at != n).map(|(_, l)| format!("{l}\n")).collect()
        }
    };
    let mut hidden = ran(&[("/usr/bin/recorder", b"recorder")]);
    hidden.tpm.log = honest().tpm.log;
    let cases = [
        ("another boot loader", started((4, b"loader of somebody")), Refusal::TpmBoot),
        ("secure boot switched off", started((7, b"secure boot off")), Refusal::TpmBoot),
        ("kernel told to measure nothing", started((8, b"ima_policy=none")), Refusal::TpmBoot),
        ("another kernel", started((9, b"kernel of somebody")), Refusal::TpmBoot),
        ("a screen recorder ran", ran(&[("/usr/bin/recorder", b"recorder")]), Refusal::TpmImaUnknown),
        ("a changed browser ran", ran(&[("/usr/lib/chromium/chromium", b"patched")]), Refusal::TpmImaChanged),
        ("a listed program under another path", ran(&[("/opt/cage", b"compositor")]), Refusal::TpmImaUnknown),
        ("the browser never ran", without("/usr/lib/chromium/chromium"), Refusal::TpmImaAbsent),
        ("the compositor never ran", without("/usr/bin/cage"), Refusal::TpmImaAbsent),
        ("a line hidden from the log", changed(&drop_line(2)), Refusal::TpmImaMismatch),
        ("the log's first line hidden", changed(&drop_line(0)), Refusal::TpmImaMismatch),
        ("a recorder hidden from the log", hidden, Refusal::TpmImaMismatch),
        ("no boot log", changed(&|m| m.boot.clear()), Refusal::TpmLogMissing),
        ("no log of programs", changed(&|m| m.tpm.log.clear()), Refusal::TpmLogMissing),
        ("a boot log of another start", changed(&|m| m.boot = forge::boot_log(&[(4, b"other")]).0), Refusal::TpmLogMismatch),
        ("register 8 not quoted", changed(&|m| m.tpm.selected.retain(|r| *r != 8)), Refusal::TpmPcrSelection),
        ("register 10 not quoted", changed(&|m| m.tpm.selected.retain(|r| *r != 10)), Refusal::TpmPcrSelection),
        ("an old quote", changed(&|m| m.tpm.nonce = vec![6; 20]), Refusal::TpmNonce),
    ];
    println!("kiosk: {} named forgeries", cases.len());
    for (name, machine, wanted) in cases {
        assert_eq!(machine.judged(&rules).unwrap_err(), wanted, "{name}");
    }
    // A log of the same programs after another start: its first line says so.
    let mut other = honest();
    let (_, _, log, register) = measured(&[(0, b"another firmware")], &RAN);
    (other.tpm.log, _) = (log, other.tpm.pcrs.insert(10, register));
    assert_eq!(other.judged(&rules).unwrap_err(), Refusal::TpmImaBoot);
}

#[test]
fn a_manifest_that_leaves_a_door_open_is_refused() {
    let said = |change: &dyn Fn(&mut Image)| {
        let mut image = image();
        change(&mut image);
        image.check().unwrap_err()
    };
    assert!(said(&|i| i.must.clear()).starts_with("must"));
    assert!(said(&|i| i.must.push("/usr/bin/absent".to_owned())).contains("/usr/bin/absent"));
    assert!(said(&|i| drop(i.pcrs.remove("7"))).contains("register 7"));
    assert!(said(&|i| i.pcrs.retain(|r, _| r != "8" && r != "9")).contains("measure nothing"));
    assert!(said(&|i| drop(i.pcrs.insert("10".to_owned(), "0".repeat(64)))).contains("10"));
    assert!(said(&|i| drop(i.files.insert("bin/sh".to_owned(), vec!["0".repeat(64)]))).contains("bin/sh"));
    assert!(said(&|i| drop(i.files.insert("/bin/sh".to_owned(), vec!["0".repeat(63)]))).contains("/bin/sh"));
}

#[test]
fn a_software_tpm_that_started_the_image_is_believed() {
    let Some(tpm) = Tpm::start() else { return };
    let rules = rules();
    tpm.run("tpm2_createek -c ek.ctx -G rsa -u ek.pub");
    tpm.run("tpm2_flushcontext -t");
    tpm.run("tpm2_createak -C ek.ctx -c ak.ctx -G ecc -g sha256 -s ecdsa -u ak.pub");
    tpm.run("tpm2_flushcontext -t");
    for (register, what) in STARTED {
        tpm.run(&format!("tpm2_pcrextend {register}:sha256={}", hex(&sha256(what))));
    }
    let (boot, _, log, _) = measured(&STARTED, &RAN);
    // As the kernel does: the hash of what the registers held, then every program.
    let mut logged: Vec<[u8; 32]> = Vec::new();
    let (_, pcrs, _, _) = measured(&STARTED, &[]);
    let aggregate: Vec<u8> = (0..10).flat_map(|r| pcrs[&r]).collect();
    logged.push(forge::ima_hash("boot_aggregate", sha256(&aggregate)).1);
    logged.extend(RAN.iter().map(|(path, bytes)| forge::ima(path, bytes).1));
    for digest in &logged {
        tpm.run(&format!("tpm2_pcrextend 10:sha256={}", hex(digest)));
    }
    let quoted = |nonce: &str| {
        tpm.run(&format!(
            "tpm2_quote -c ak.ctx -l sha256:0,1,2,3,4,5,6,7,8,9,10 -q {nonce} -m attest -s signature -o pcrs -F values -g sha256"
        ));
        let values = tpm.read("pcrs");
        let pcrs: BTreeMap<u8, [u8; 32]> = (0..=10).zip(values.chunks_exact(32).map(|v| v.try_into().unwrap())).collect();
        (tpm.read("attest"), tpm.read("signature"), pcrs)
    };
    let ak = tpm.read("ak.pub");
    let (attest, signature, pcrs) = quoted("01020304");
    let given =
        Quote { ak: &ak, attest: &attest, signature: &signature, pcrs: &pcrs, boot_log: Some(&boot), file_log: Some(&log) };
    let (_, found) = quote(&given, &[1, 2, 3, 4], None, None, &rules).unwrap();
    assert_eq!(found.claims, [Claim::Quote, Claim::BootLog, Claim::FileLog]);
    // A recorder is started: the log says so, or it does not fit the register.
    let (line, digest) = forge::ima("/usr/bin/recorder", b"recorder");
    tpm.run(&format!("tpm2_pcrextend 10:sha256={}", hex(&digest)));
    let (attest, signature, pcrs) = quoted("05060708");
    let told = log.clone() + &line + "\n";
    for (log, wanted) in [(&told, Refusal::TpmImaUnknown), (&log, Refusal::TpmImaMismatch)] {
        let given =
            Quote { ak: &ak, attest: &attest, signature: &signature, pcrs: &pcrs, boot_log: Some(&boot), file_log: Some(log) };
        assert_eq!(quote(&given, &[5, 6, 7, 8], None, None, &rules).unwrap_err(), wanted);
    }
}
