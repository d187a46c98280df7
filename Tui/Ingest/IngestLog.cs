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
    /// <exception cref="IOException">The catalog could not be written. The archive is whole all the same.</exception>
    public void Commit(IReadOnlyList<SourceRecord> added)
    {
        if (_attempts.Count == 0) return;
        _catalog ??= OpenCatalog(added);
        _catalog.Record([.. _attempts.Select(attempt => attempt with { Generation = archive.Generation })], added);
        _attempts.Clear();
    }

    public void Dispose() => _catalog?.Dispose();

    /// <param name="added">Left out of the reconciliation: their own entries follow.</param>
    private SourceCatalog OpenCatalog(IReadOnlyList<SourceRecord> added)
    {
        var news = added.Select(source => source.Sha256).ToHashSet(StringComparer.Ordinal);
        var catalog = SourceCatalog.Open(
            archive.Layout,
            archive.Generation,
            [.. archive.Sources.Where(source => !news.Contains(source.Sha256))],
            [.. archive.Damage.SelectMany(run => run.Sources)]);
        foreach (var note in catalog.Notes) messages.Write($"{note}");
        return catalog;
    }
}
