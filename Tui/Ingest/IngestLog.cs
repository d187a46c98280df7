using PassiveDns.Formats.Records;
using PassiveDns.Indexer;
using PassiveDns.Indexer.Catalog;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Ingest;

/// <summary>Keeps account of the attempts of one ingest and enters them in the archive's catalog, behind each commit.</summary>
internal sealed class IngestLog(Archive archive, IngestRequest request, Messages messages) : IDisposable
{
    private readonly List<IngestAttempt> _attempts = [];
    private SourceCatalog? _catalog;

    public void Add(SourcePath source, SourceOutcome outcome) =>
        _attempts.Add(new IngestAttempt
        {
            Path = source.Path,
            Sha256 = outcome.Sha256,
            StartedMilliseconds = outcome.Started.ToUnixTimeMilliseconds(),
            FinishedMilliseconds = outcome.Finished.ToUnixTimeMilliseconds(),
            Outcome = outcome.Verdict,
            Remark = outcome.Remark,
            ToolVersion = ToolVersion.Text,
            Options = request.OptionText,
            Generation = archive.Generation,
        });

    /// <summary>The archive holds these now.</summary>
    /// <param name="taken">SHA-256 of all sources of this ingest, told of or not: the archive may hold those that another thread committed.</param>
    /// <exception cref="IOException">The catalog could not be written. The archive is whole all the same.</exception>
    public void Commit(IReadOnlyList<SourceRecord> added, IReadOnlyCollection<string> taken)
    {
        if (_attempts.Count == 0) return;
        _catalog ??= OpenCatalog(taken);
        _catalog.Record([.. _attempts.Select(attempt => attempt with { Generation = archive.Generation })], added);
        _attempts.Clear();
    }

    public void Dispose() => _catalog?.Dispose();

    /// <param name="taken">Left out of the reconciliation: their own entries follow.</param>
    private SourceCatalog OpenCatalog(IReadOnlyCollection<string> taken)
    {
        var catalog = SourceCatalog.Open(
            archive.Layout,
            archive.Generation,
            [.. archive.Sources.Where(source => !taken.Contains(source.Sha256))],
            [.. archive.Damage.SelectMany(run => run.Sources)]);
        foreach (var note in catalog.Notes) messages.Write($"{note}");
        return catalog;
    }
}
