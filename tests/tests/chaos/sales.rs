//! What was bought: each film once, and each of them somebody's.

use crate::reads::Bought;
use adforge_tests_servers::heygen::Sale;
use std::collections::BTreeMap;

/// Every sale is a job's, no job has two, and what a job says that it bought is what was sold. Returns the jobs whose film was
/// bought.
pub(crate) fn each_is_somebodys(sales: &[Sale], jobs: &[Bought]) -> Vec<String> {
    let mut sold: BTreeMap<&str, Vec<&Sale>> = BTreeMap::new();
    for sale in sales {
        let job = jobs.iter().find(|job| sale.key.contains(&job.id));
        let job = job.unwrap_or_else(|| panic!("a film was sold that no job knows: {sale:?}"));
        sold.entry(&job.id).or_default().push(sale);
    }
    for job in jobs {
        let of_it = sold.get(job.id.as_str()).map_or(&[][..], Vec::as_slice);
        assert!(of_it.len() < 2, "{job:?} was bought more than once: {of_it:?}");
        let Some(sale) = of_it.first() else {
            assert_eq!(job.reference, None, "{job:?} was never sold");
            continue;
        };
        let is_its_result = job.status == "completed" && job.reference.as_ref() == Some(&sale.video_id);
        let is_its_reason = job.failure.as_ref().is_some_and(|why| why.contains("heygen") || why.contains("HeyGen"));
        assert!(is_its_result || is_its_reason, "{job:?} has lost what was sold: {sale:?}");
    }
    let sent: usize = sales.iter().map(|sale| sale.sent).sum();
    println!("{} films bought, {} orders sent again by their key", sales.len(), sent - sales.len());
    assert!(!sales.is_empty(), "nothing was bought");
    sold.into_keys().map(str::to_owned).collect()
}
