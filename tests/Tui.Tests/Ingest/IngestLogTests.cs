using PassiveDns.Formats.Records;
using PassiveDns.Indexer;
using PassiveDns.Indexer.Catalog;
using PassiveDns.Tui.Ingest;
using PassiveDns.Tui.Output;
using Xunit;

namespace PassiveDns.Tui.Tests.Ingest;

public sealed class IngestLogTests : IDisposable
{
    private static readonly SourceRecord First = Source('1'), Second = Source('2');

    private readonly string _folder = Directory.CreateTempSubdirectory("pdns-test-").FullName;
    private readonly StringWriter _messages = new() { NewLine = "\n" };

    public void Dispose()
    {
        _messages.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Threads commit when they have much, and sources are told of in their order: it took those committed before their turn for lost ones.</summary>
    [Fact]
    public void A_source_that_another_thread_committed_before_its_turn_is_entered_once()
    {
        using var archive = Archive.OpenOrCreate(_folder);
        using var session = archive.BeginIngest();
        session.EndSource(First);
        session.EndSource(Second);
        session.Commit();

        using (var log = new IngestLog(archive, new IngestRequest { ArchiveFolder = _folder, Paths = ["1", "2"] }, new Messages(_messages)))
        {
            foreach (var source in new[] { First, Second })
            {
                log.Add(new SourcePath(source.Path, source.Octets), new SourceOutcome(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, IngestOutcome.Added) { Record = source });
                log.Commit([source], [First.Sha256, Second.Sha256]);
            }
        }

        Assert.Equal("", _messages.ToString());
        var catalog = SourceCatalog.Read(archive.Layout, archive.Sources);
        Assert.Null(catalog.Note);
        Assert.Equal([(First.Sha256, ""), (Second.Sha256, "")], catalog.Ingests.Select(entry => (entry.Attempt.Sha256, entry.Attempt.Remark)));
    }

    private static SourceRecord Source(char digit) => TestSource.Of($"{digit}.pcap") with { Sha256 = new string(digit, 64) };
}
