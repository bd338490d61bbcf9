//! Blobs in a bucket: what is written is read, sized, joined and deleted there, and a bucket that does not do it is refused.
#![allow(clippy::unwrap_used, reason = "a test may stop at once and say why")]

use kernel::Code;
use testkit::{Bucket, Mood};

#[tokio::test]
async fn a_bucket_keeps_blobs_as_a_folder_does() {
    let bucket = Bucket::open();
    let blobs = bucket.blobs();
    blobs.check().await.unwrap();
    assert!(bucket.keys().is_empty(), "the check leaves nothing");
    blobs.put("interview/a1/0-ff", vec![1, 2, 3]).await.unwrap();
    blobs.put("interview/a1/0-ff", vec![4, 5, 6, 7]).await.unwrap();
    assert_eq!(bucket.object("interview/a1/0-ff").unwrap(), [4, 5, 6, 7]);
    assert_eq!(blobs.get("interview/a1/0-ff").await.unwrap().as_ref(), [4, 5, 6, 7]);
    assert_eq!(blobs.size("interview/a1/0-ff").await.unwrap(), Some(4));
    blobs.put("empty", Vec::new()).await.unwrap();
    assert_eq!(blobs.size("empty").await.unwrap(), Some(0));
    blobs.delete("empty").await.unwrap();
    for _ in 0..2 {
        blobs.delete("interview/a1/0-ff").await.unwrap();
        assert_eq!(blobs.size("interview/a1/0-ff").await.unwrap(), None);
        assert_eq!(blobs.get("interview/a1/0-ff").await.unwrap_err().code, Code::NotFound);
    }
    let large: Vec<u8> = (0..3_000_000_u32).map(|n| n.to_le_bytes()[1]).collect();
    blobs.put("large", large.clone()).await.unwrap();
    assert_eq!(blobs.get("large").await.unwrap().as_ref(), large);
    assert_eq!(blobs.put("../large", vec![1]).await.unwrap_err().code, Code::InvalidField);
    assert_eq!(bucket.keys(), ["large"]);
}

#[tokio::test]
async fn parts_are_joined_in_a_bucket_too() {
    let bucket = Bucket::open();
    let blobs = bucket.blobs();
    blobs.put_part("u/x", 1, vec![8; 10]).await.unwrap();
    assert_eq!(blobs.join("u/x", 2).await.unwrap_err().code, Code::UploadGap);
    assert_eq!(blobs.size("u/x").await.unwrap(), None, "a refused join writes nothing");
    blobs.put_part("u/x", 0, vec![7; 5]).await.unwrap();
    assert_eq!(blobs.join("u/x", 2).await.unwrap(), 15);
    assert_eq!(bucket.object("u/x").unwrap(), [vec![7; 5], vec![8; 10]].concat());
    assert_eq!(bucket.keys(), ["u/x"], "the parts are gone");
}

#[tokio::test]
async fn a_store_that_is_busy_is_asked_again_and_one_that_refuses_is_believed() {
    let bucket = Bucket::open();
    let blobs = bucket.blobs();
    bucket.feel(Mood::Busy(2));
    blobs.put("a", vec![1]).await.unwrap();
    assert_eq!(bucket.calls().len(), 3);
    bucket.feel(Mood::Busy(3));
    assert_eq!(blobs.get("a").await.unwrap_err().code, Code::Busy);
    bucket.feel(Mood::ReadOnly);
    let refused = blobs.put("b", vec![1]).await.unwrap_err();
    assert_eq!(refused.code, Code::Internal);
    assert!(refused.to_string().contains("403 AccessDenied"), "{refused}");
    assert_eq!(bucket.calls().len(), 7, "a refusal is not asked again");
    assert_eq!(bucket.keys(), ["a"]);
}

#[tokio::test]
async fn a_bucket_that_cannot_write_or_does_not_forget_is_refused_at_the_start() {
    for (mood, word) in [(Mood::ReadOnly, "cannot write: "), (Mood::Hoarding, "still there"), (Mood::Versioned, "keeps versions")]
    {
        let bucket = Bucket::open();
        bucket.feel(mood);
        let refused = bucket.blobs().check().await.unwrap_err();
        assert_eq!(refused.code, Code::InvalidField);
        assert!(refused.detail.contains(word) && !refused.to_string().contains("test-secret"), "{refused}");
    }
}
