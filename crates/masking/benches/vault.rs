//! A message through the vault and back: what is known read, the text looked through, tokens numbered and sealed, the
//! masked text expanded for its customer. One thread, the embedded store; with and without the commit's wait for the disk.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement may stop at once and say why")]

use std::time::{Duration, Instant};

use kernel::{Scope, TenantId};
use masking::{Detector, Speaker};
use masking_core::Policy;
use testkit::{Base, Engine};
use uuid::Uuid;

const MESSAGES: usize = 4_000;
const CONVERSATIONS: usize = 200;
const SHOP: TenantId = TenantId::from_u128(70);

fn quantile(times: &mut [Duration], q: f64) -> Duration {
    times.sort_unstable();
    times[((times.len() - 1) as f64 * q).round() as usize]
}

/// Every third message brings a new number, every third the same, every third nothing.
fn message(n: usize) -> String {
    match n % 3 {
        0 => format!("我的电话是139{:08}，麻烦尽快处理一下，谢谢", n * 7919 % 100_000_000),
        1 => "还是上面那个电话13812345678，邮箱li.na@163.com".to_owned(),
        _ => "请问什么时候可以发货？已经等了三天了".to_owned(),
    }
}

async fn measure() {
    let base = Base::new(Engine::Sqlite).unwrap();
    let (ring, detector) = (seal::Keyring::from_root([7; 32]), Detector::new(Policy::base_cn()));
    let (mut inside, mut whole) = (Vec::with_capacity(MESSAGES), Vec::with_capacity(MESSAGES));
    for n in 0..MESSAGES {
        let (conversation, contact) = (Uuid::from_u128(1 + (n % CONVERSATIONS) as u128), Uuid::from_u128(1_000));
        let (seq, now, text) = (1 + (n / CONVERSATIONS) as i64, base.clock.now(), message(n));
        let begun = Instant::now();
        let reader = ring.clone();
        let load = move |c: &mut db::Conn<'_>| {
            let at = Instant::now();
            Ok((masking::memory(c, &reader, SHOP, conversation, contact)?, at.elapsed()))
        };
        let (memory, read) = base.db.read(Scope::Tenant(SHOP), load).await.unwrap();
        let at = Instant::now();
        let detected = masking::detect(&detector, &memory, Speaker::Customer, &text, seq, now);
        let looked = at.elapsed();
        let (writer, said) = (ring.clone(), text.clone());
        let write = move |c: &mut db::Conn<'_>| {
            let at = Instant::now();
            let masked = masking::mask_in(c, &writer, SHOP, conversation, &said, &detected, now)?;
            let back = masking::expand(c, &writer, SHOP, conversation, &masked.text)?;
            Ok((back, at.elapsed()))
        };
        let (back, wrote) = base.db.write(Scope::Tenant(SHOP), write).await.unwrap();
        whole.push(begun.elapsed());
        inside.push(read + looked + wrote);
        assert_eq!(back, text, "what was masked comes back");
    }
    for (name, times) in [("without the commit", &mut inside), ("with the commit", &mut whole)] {
        let (p50, p99) = (quantile(times, 0.5).as_micros(), quantile(times, 0.99).as_micros());
        println!("vault round trip, {name}: n {MESSAGES}, p50 {p50} µs, p99 {p99} µs (target p99 ≤ 1000 µs without the disk)");
    }
}

fn main() {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(measure());
}
