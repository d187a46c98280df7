using PassiveDns.Formats.Records;
using PassiveDns.Indexer;
using Xunit;

namespace PassiveDns.Tui.Tests.Commands;

public sealed class CompactCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pdns-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A run holds 128 MiB of them: two of these three records, which are long for their paths.</summary>
    [Fact]
    public void It_says_when_runs_stay_apart_for_their_sources()
    {
        using (var archive = Archive.OpenOrCreate(_folder))
        {
            using var session = archive.BeginIngest();
            foreach (var digit in "123")
            {
                session.EndSource(TestSource.Of("rollup") with
                {
                    Sha256 = new string(digit, 64), Parts = [new SourcePart(new string(digit, 64), new string('x', 50 << 20), 1)],
                });
                session.Commit();
            }
        }

        var lines = CommandRun.Output("compact", "--no-index", "-a", _folder).Split('\n');

        Assert.StartsWith("2 runs, 0 RRsets", lines[0], StringComparison.Ordinal);
        Assert.Equal(["2 runs", "no two of them fit into one, for they have too many sources; pdns rollup makes one source of many"], lines[1..3]);
        using var compacted = Archive.OpenRead(_folder);
        Assert.Equal(3, compacted.Sources.Count);
    }
}
