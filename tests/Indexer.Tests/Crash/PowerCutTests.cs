using Xunit;

namespace PassiveDns.Indexer.Tests.Crash;

/// <summary>The power goes after each call of a small ingest in turn, and takes with it what was not waited for.</summary>
public class PowerCutTests
{
    private const int SeedsPerCall = 4;

    /// <summary>The archive's folder lies in one that is made with it.</summary>
    private const string Place = "cases/a.pdns";

    public static TheoryData<long, string> Budgets => new()
    {
        { Make.TinyBudget, "each observation is spilled" },
        { 64 * 1024 * 1024, "nothing is spilled" },
    };

    [Theory, MemberData(nameof(Budgets))]
    public void After_a_power_cut_at_any_call_the_archive_is_whole_and_has_what_was_committed(long memoryBudget, string why) =>
        CutEverywhere(memoryBudget, _ => true, why);

    public static TheoryData<CallKind, string> Waits => new()
    {
        { CallKind.Sync, "MANIFEST.json.new" },
        { CallKind.Sync, "000001.rrset" },
        { CallKind.Sync, "000001.rdata" },
        { CallKind.SyncFolder, "runs" },
        { CallKind.SyncFolder, "a.pdns" },
        { CallKind.SyncFolder, "cases" },
    };

    /// <summary>So the test above would tell when one of them were missing.</summary>
    [Theory, MemberData(nameof(Waits))]
    public void Without_any_one_wait_for_the_medium_something_would_be_lost(CallKind kind, string name) =>
        Assert.ThrowsAny<Exception>(() =>
            CutEverywhere(Make.TinyBudget, call => call.Kind != kind || Path.GetFileName(call.Path) != name, "without it"));

    /// <param name="isMade">The calls that are; others are left out.</param>
    private static void CutEverywhere(long memoryBudget, Func<Call, bool> isMade, string why)
    {
        using var folder = new TemporaryFolder();
        var files = new RecordedFiles();
        var commits = new CommitMarks(files);
        SmallIngest.Run(folder[Place], files, memoryBudget, commits);
        var first = Math.Max(0, files.Calls.ToList().FindIndex(call => !isMade(call)));
        for (var calls = first; calls <= files.Calls.Count; calls++)
        {
            for (var seed = 0; seed < SeedsPerCall; seed++)
            {
                using var found = new TemporaryFolder();
                PowerCut.Leave(files.Calls.Take(calls).Where(isMade), (calls * SeedsPerCall) + seed, folder.Path, found.Path);

                var where = $"{why}: call {calls} of {files.Calls.Count} ({(calls == 0 ? "none" : files.Calls[calls - 1])}), seed {seed}";
                SmallIngest.CheckAndComplete(found[Place], commits.Until(calls), where);
            }
        }
    }

    /// <summary>What was committed, and after how many calls.</summary>
    private sealed class CommitMarks(RecordedFiles files) : System.Collections.ObjectModel.Collection<string>
    {
        private readonly List<int> _calls = [];

        public List<string> Until(int calls) => [.. Items.Where((_, place) => _calls[place] <= calls)];

        protected override void InsertItem(int index, string item)
        {
            _calls.Insert(index, files.Calls.Count);
            base.InsertItem(index, item);
        }
    }
}
