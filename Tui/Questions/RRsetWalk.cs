using PassiveDns.Formats.Records;
using PassiveDns.Indexer;
using PassiveDns.Indexer.Lookup;

namespace PassiveDns.Tui.Questions;

/// <summary>What a question finds, one after the other: of an archive without making RRsets, else of what the source makes.</summary>
/// <remarks>Fence and counts of the question are not held against it.</remarks>
internal sealed class RRsetWalk : IDisposable
{
    private readonly RRsetScan? _scan;
    private readonly IEnumerator<RRset>? _rrsets;

    public RRsetWalk(IRRsetSource source, RRsetQuery query)
    {
        if (source is Archive archive) _scan = archive.Scan(query);
        else _rrsets = source.Find(query).GetEnumerator();
    }

    /// <summary>See <see cref="RRsetKey"/>; valid until the next move.</summary>
    public ReadOnlySpan<byte> Key => _scan is null ? _rrsets!.Current.Key : _scan.Key;

    /// <summary>Valid until the next move.</summary>
    public ReadOnlySpan<Sighting> Sightings => _scan is null ? _rrsets!.Current.Sightings.ToArray() : _scan.Sightings;

    public bool MoveNext() => _scan?.MoveNext() ?? _rrsets!.MoveNext();

    public void Dispose()
    {
        _scan?.Dispose();
        _rrsets?.Dispose();
    }
}
