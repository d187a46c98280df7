using Xunit;

namespace PassiveDns.Indexer.Tests.Crash;

/// <summary>Each call of a small ingest fails in turn: one exception, and an archive that this same process can go on with.</summary>
public class FaultTests
{
    private const int RealBuffer = 1 << 16;

    public static TheoryData<Fault, int, long> Faults => new()
    {
        // how, octets of buffer, budget
        { Fault.Io, 0, Make.TinyBudget },
        { Fault.Full, 0, Make.TinyBudget },
        { Fault.ShortWrite, 0, Make.TinyBudget },
        { Fault.Io, RealBuffer, 64 * 1024 * 1024 },
        { Fault.Full, RealBuffer, 64 * 1024 * 1024 },
        { Fault.ShortWrite, RealBuffer, 64 * 1024 * 1024 },
        { Fault.ShortWrite, RealBuffer, Make.TinyBudget },
    };

    [Theory, MemberData(nameof(Faults))]
    public void After_a_fault_at_any_call_the_archive_is_whole_and_has_what_was_committed(Fault fault, int bufferLength, long memoryBudget)
    {
        var (hasFailed, thrown) = (true, 0);
        for (var call = 1; hasFailed; call++)
        {
            using var folder = new TemporaryFolder();
            var files = new FailingFiles(call, fault, bufferLength);
            var committed = new List<string>();
            try
            {
                SmallIngest.Run(folder["cases/a.pdns"], files, memoryBudget, committed);
            }
            catch (IOException e) when (files.HasFailed)
            {
                thrown++;
                Assert.True(e.HResult is 5 or 28, $"call {call}: {e.Message}");
            }

            hasFailed = files.HasFailed;
            SmallIngest.CheckAndComplete(folder["cases/a.pdns"], committed, $"{fault} at call {call}");
        }

        Assert.True(thrown > 10, $"{thrown} faults");
    }
}
