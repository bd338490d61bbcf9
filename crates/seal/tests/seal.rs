//! Data keys over the store, on both engines: sealed, found again, destroyed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on must stop")]

use kernel::{Code, Scope, TenantId};
use seal::{Keyring, Place};
use uuid::Uuid;

const SHOP: TenantId = TenantId::from_u128(70);
const OTHER: TenantId = TenantId::from_u128(71);
const OWNER: Uuid = Uuid::from_u128(80);
const AT: Place = Place::new("message", "body", Uuid::from_u128(9));

fn ring() -> Keyring {
    Keyring::from_root([3; 32])
}

testkit::both! {
    async fn a_key_is_made_once_and_found_by_every_process(base: Base) {
        let now = base.clock.now();
        let sealed = base.db.write(Scope::Tenant(SHOP), move |c| {
            Ok(ring().data_key(c, SHOP, "conversation", OWNER, now)?.seal(&AT, b"13812345678"))
        }).await.unwrap();
        let opened = base.db.read(Scope::Tenant(SHOP), move |c| {
            let key = ring().existing_key(c, SHOP, "conversation", OWNER)?.unwrap();
            Ok(key.open(&AT, &sealed)?)
        }).await.unwrap();
        assert_eq!(opened, b"13812345678");
    }

    async fn owners_kinds_and_tenants_have_keys_of_their_own(base: Base) {
        let now = base.clock.now();
        base.db.write(Scope::Platform, move |c| {
            let ring = ring();
            let sealed = ring.data_key(c, SHOP, "conversation", OWNER, now)?.seal(&AT, b"x");
            for (tenant, kind, owner) in
                [(OTHER, "conversation", OWNER), (SHOP, "contact", OWNER), (SHOP, "conversation", Uuid::from_u128(81))]
            {
                let key = ring.data_key(c, tenant, kind, owner, now)?;
                assert!(key.open(&AT, &sealed).is_err(), "{tenant} {kind} {owner}");
            }
            Ok(())
        }).await.unwrap();
    }

    async fn a_key_of_a_rolled_back_transaction_is_not_used_again(base: Base) {
        let now = base.clock.now();
        let keyring = ring();
        let again = keyring.clone();
        let failed = base.db.write(Scope::Tenant(SHOP), move |c| -> db::Result<()> {
            keyring.data_key(c, SHOP, "worker", OWNER, now)?;
            Err(kernel::Error::conflict("stop").into())
        }).await;
        assert!(failed.is_err());
        let none = base.db.read(Scope::Tenant(SHOP), move |c| again.existing_key(c, SHOP, "worker", OWNER)).await.unwrap();
        assert!(none.is_none());
    }

    async fn a_destroyed_key_opens_nothing_and_never_comes_back(base: Base) {
        let now = base.clock.now();
        let keyring = ring();
        let (one, two, elsewhere) = (keyring.clone(), keyring.clone(), ring());
        base.db.write(Scope::Tenant(SHOP), move |c| one.data_key(c, SHOP, "conversation", OWNER, now).map(|_| ())).await.unwrap();
        // A second process has the key in memory.
        let warm = elsewhere.clone();
        base.db.read(Scope::Tenant(SHOP), move |c| warm.existing_key(c, SHOP, "conversation", OWNER).map(|_| ())).await.unwrap();
        let destroyed = base.db.write(Scope::Tenant(SHOP), move |c| {
            Ok((two.destroy(c, SHOP, "conversation", OWNER, now)?, two.destroy(c, SHOP, "conversation", OWNER, now)?))
        }).await.unwrap();
        assert_eq!(destroyed, (true, false));
        for keyring in [keyring, elsewhere] {
            let reader = keyring.clone();
            let read = base.db.read(Scope::Tenant(SHOP), move |c| reader.existing_key(c, SHOP, "conversation", OWNER).map(|_| ())).await;
            assert_eq!(read.unwrap_err().code, Code::ContentErased);
            let written = base.db.write(Scope::Tenant(SHOP), move |c| keyring.data_key(c, SHOP, "conversation", OWNER, now).map(|_| ())).await;
            assert_eq!(written.unwrap_err().code, Code::ContentErased);
        }
    }

    async fn nothing_to_destroy_is_no_error(base: Base) {
        let now = base.clock.now();
        assert!(!base.db.write(Scope::Tenant(SHOP), move |c| ring().destroy(c, SHOP, "case", OWNER, now)).await.unwrap());
    }

    async fn another_root_opens_no_key(base: Base) {
        let now = base.clock.now();
        base.db.write(Scope::Tenant(SHOP), move |c| ring().data_key(c, SHOP, "worker", OWNER, now).map(|_| ())).await.unwrap();
        let stranger = Keyring::from_root([4; 32]);
        let read = base.db.read(Scope::Tenant(SHOP), move |c| stranger.existing_key(c, SHOP, "worker", OWNER).map(|_| ())).await;
        assert!(read.unwrap_err().to_string().contains("not the root key"));
    }
}
