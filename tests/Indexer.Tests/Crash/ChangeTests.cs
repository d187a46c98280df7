using Xunit;

namespace PassiveDns.Indexer.Tests.Crash;

/// <summary>What is done to an archive beside ingest meets, at each of its calls in turn, the end of power and a failing medium: it has been done, or it has not.</summary>
public class ChangeTests
{
    private const int SeedsPerCall = 1;
    private const int RealBuffer = 1 << 16;

    /// <summary>The archive's folder lies in one that is made with it.</summary>
    private const string Place = "cases/a.pdns";

    public static TheoryData<ChangeKind> Changes => [.. Enum.GetValues<ChangeKind>()];

    [Theory, MemberData(nameof(Changes))]
    public void After_a_power_cut_at_any_call_a_change_has_been_made_or_not(ChangeKind kind)
    {
        using var change = new SmallChange(kind);
        using var folder = new TemporaryFolder();
        var files = new RecordedFiles();
        change.Prepare(folder[Place], files);
        var first = files.Calls.Count;
        change.CarryOut(folder[Place], files);

        var (before, after) = (0, 0);
        for (var calls = first; calls <= files.Calls.Count; calls++)
        {
            for (var seed = 0; seed < SeedsPerCall; seed++)
            {
                using var found = new TemporaryFolder();
                PowerCut.Leave(files.Calls.Take(calls), (calls * SeedsPerCall) + seed, folder.Path, found.Path);

                var where = $"call {calls - first} of {files.Calls.Count - first} ({(calls == 0 ? "none" : files.Calls[calls - 1])}), seed {seed}";
                change.CheckAndComplete(found[Place], isDone: calls == files.Calls.Count, where, out var hasCome);
                if (hasCome) after++;
                else before++;
            }
        }

        Assert.True(before > 3 && after > 0, $"{before} before, {after} after");
    }

    public static TheoryData<ChangeKind, Fault, int> Faults
    {
        get
        {
            var faults = new TheoryData<ChangeKind, Fault, int>();
            foreach (var kind in Enum.GetValues<ChangeKind>())
            {
                faults.Add(kind, Fault.Io, 0);
                faults.Add(kind, Fault.ShortWrite, RealBuffer);
            }

            return faults;
        }
    }

    [Theory, MemberData(nameof(Faults))]
    public void After_a_fault_at_any_call_a_change_has_been_made_or_not(ChangeKind kind, Fault fault, int bufferLength)
    {
        using var change = new SmallChange(kind);
        var (hasFailed, thrown) = (true, 0);
        for (var call = 1; hasFailed; call++)
        {
            using var folder = new TemporaryFolder();
            change.CopyTo(folder[Place]);
            var files = new FailingFiles(call, fault, bufferLength);
            var isDone = false;
            try
            {
                change.CarryOut(folder[Place], files);
                isDone = true;
            }
            catch (IOException e) when (files.HasFailed)
            {
                thrown++;
                Assert.True(e.HResult is 5 or 28, $"call {call}: {e.Message}");
            }

            hasFailed = files.HasFailed;
            change.CheckAndComplete(folder[Place], isDone, $"{fault} at call {call}", out _);
        }

        Assert.True(thrown > 3, $"{thrown} faults");
    }
}
