using System.Collections.Concurrent;
using PassiveDns.Tests.Support;
using PassiveDns.Tui.Screens;
using Xunit;

namespace PassiveDns.Tui.Tests.Screens;

/// <summary>Real ingests beside a UI that is not there.</summary>
public sealed class IngestRunnerTests : IDisposable
{
    private static readonly string Captures = Path.Combine(TestFolders.TestData, "captures");

    private readonly string _folder = Directory.CreateTempSubdirectory("pdns-test-").FullName;
    private readonly BlockingCollection<Action> _posted = [];
    private readonly IngestRunner _runner;

    public IngestRunnerTests() => _runner = new IngestRunner(Archive, _posted.Add);

    private string Archive => Path.Combine(_folder, "case.pdns");

    public void Dispose()
    {
        _runner.Dispose();
        _posted.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Takes_captures_in_and_reports_as_the_command_line_does()
    {
        var ingest = Run(Path.Combine(Captures, "resolver-clients-day8.pcap"), Path.Combine(Captures, "resolver-upstream-day1.pcap"));

        Assert.Equal("2 sources ingested", ingest.Outcome);
        Assert.Contains("total  2 sources ingested", ingest.Lines);
        Assert.Contains(ingest.Lines, line => line.Contains(" frames = ", StringComparison.Ordinal));
        using var archive = Indexer.Archive.OpenRead(Archive);
        Assert.Equal(2, archive.Sources.Count);
    }

    [Fact]
    public void What_cannot_be_read_is_said_and_does_not_stop_the_others()
    {
        var (letter, cut) = (Path.Combine(_folder, "letter.txt"), Path.Combine(_folder, "cut.pcap"));
        File.WriteAllText(letter, "Dear Sir,");
        File.WriteAllBytes(cut, File.ReadAllBytes(Path.Combine(Captures, "resolver-clients-day8.pcap"))[..^7]);

        var ingest = Run(letter, cut, cut);

        Assert.Equal("1 source ingested, 1 of them damaged, 1 already known, 1 refused", ingest.Outcome);
        Assert.Contains(ingest.Lines, line => line.StartsWith(letter, StringComparison.Ordinal));
        Assert.Contains(ingest.Lines, line => line.StartsWith($"{cut}, octet ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_locked_archive_is_a_sentence_and_the_next_ingest_works()
    {
        using (Indexer.Archive.OpenOrCreate(Archive))
        {
            Assert.Contains("is being written to by another process", Run(Captures).Outcome, StringComparison.Ordinal);
        }

        Assert.Equal("7 sources ingested", Run(Captures).Outcome);
    }

    [Fact]
    public void A_folder_that_is_no_archive_is_a_sentence()
    {
        Directory.CreateDirectory(Archive);
        File.WriteAllText(Path.Combine(Archive, "holiday.jpg"), "");

        Assert.Contains("is no archive", Run(Captures).Outcome, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_stopped_leaves_a_whole_archive()
    {
        var ingest = new IngestScreen([Captures], _ => { });
        _runner.Begin(ingest);
        _runner.Stop();

        WaitForEnd(ingest);

        Assert.StartsWith("stopped: ", ingest.Outcome, StringComparison.Ordinal);
        Assert.StartsWith("7 sources ingested", Run(Captures).Outcome.Replace("0 sources ingested, 7 already known", "7 sources ingested", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Leaving_waits_for_the_end()
    {
        var ingest = new IngestScreen([Captures], _ => { });
        using (var runner = new IngestRunner(Archive, _posted.Add)) runner.Begin(ingest);
        var told = _posted.Count;

        using var free = Indexer.Archive.OpenOrCreate(Archive); // nobody holds it
        Assert.Equal(told, _posted.Count);
    }

    private IngestScreen Run(params string[] paths)
    {
        var outcome = "";
        var ingest = new IngestScreen(paths, told => outcome = told);
        _runner.Begin(ingest);
        WaitForEnd(ingest);
        Assert.Equal(ingest.Outcome, outcome);
        return ingest;
    }

    /// <summary>Stands in for the thread that draws.</summary>
    private void WaitForEnd(IngestScreen ingest)
    {
        while (ingest.IsRunning)
        {
            Assert.True(_posted.TryTake(out var action, TimeSpan.FromMinutes(2)), "the ingest does not end");
            action();
        }
    }
}
