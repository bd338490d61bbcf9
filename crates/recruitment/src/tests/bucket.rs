//! Recordings in a bucket that machines share: kept sealed, and deleted with proof only once the bucket says that they are gone.

use testkit::{Bucket, Mood};

use super::*;

async fn proofs(app: &TestApp) -> usize {
    let admin = app.actor(Role::Admin, AccountId::from_u128(99), PLATFORM, 1);
    let all = app.get("/audit/entries?limit=50").by(&admin).send().await.ok();
    all["items"].as_array().unwrap().iter().filter(|e| e["action"] == "interview.recording_deleted").count()
}

/// Runs the job of retention once, whatever becomes of it.
async fn forget(app: &TestApp) {
    let now = app.now();
    app.write(move |c| db::jobs::enqueue(c, "interview.retention", "test", &json!({}), now, now)).await;
    app.worker.work().await.unwrap();
}

testkit::both! {
    async fn recordings_in_a_bucket_are_sealed_and_deleted_with_proof(base: Base) {
        let bucket = Bucket::open();
        let app = start_over(base, crate::Adapters::default(), bucket.blobs()).await;
        let who = worker(&app, "wu").await;
        apply(&app, &who).await.ok();
        identify(&app, &who).await.ok();
        vet(&app, &who, json!(clean())).await.ok();
        let take = reading(&who, 21_000);
        assert_eq!(record(&app, &who, &take).await.ok()["state"], "done", "it was put together from the bucket");
        let kept = bucket.keys();
        assert_eq!(kept.len(), take.chunks(20_000).count());
        let lies = |piece: &[u8]| kept.iter().any(|key| bucket.object(key).unwrap().windows(16).any(|w| w == piece));
        assert!(!take.chunks_exact(20_000).any(|piece| lies(&piece[..16])), "nothing lies there as it was sent");

        app.base.clock.advance(Duration::from_secs(181 * 24 * 3600));
        bucket.feel(Mood::Hoarding);
        forget(&app).await;
        assert_eq!((proofs(&app).await, bucket.keys().len()), (0, kept.len()), "what is still there is not proved gone");
        bucket.feel(Mood::Mute);
        app.base.clock.advance(Duration::from_secs(60));
        forget(&app).await;
        assert_eq!((proofs(&app).await, bucket.keys().len()), (0, 0), "they are gone, but no answer is no proof");
        bucket.feel(Mood::Good);
        app.base.clock.advance(Duration::from_secs(60));
        forget(&app).await;
        assert_eq!((proofs(&app).await, bucket.keys().len()), (1, 0));
    }
}
