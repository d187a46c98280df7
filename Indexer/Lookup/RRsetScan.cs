using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Bailiwick;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Lookup;

/// <summary>Walks what a question finds in key order, for who counts over very much: no RRset is made, nothing is allocated for one.</summary>
public sealed class RRsetScan : IDisposable
{
    private readonly ArchiveState _state;
    private readonly IRRsetCursor _rrsets;
    private readonly ZonePath _zones;
    private readonly Judgement _judgement;

    /// <param name="state">Held by this from now on, as are the other two.</param>
    internal RRsetScan(ArchiveState state, IRRsetCursor rrsets, ZonePath zones, RRsetQuery query)
    {
        (_state, _rrsets, _zones) = (state, rrsets, zones);
        _judgement = new Judgement(query, state.Sources, zones);
    }

    /// <summary>See <see cref="RRsetKey"/>; valid until the next move. Its bailiwick is that of an import; what was verified here is not put in.</summary>
    public ReadOnlySpan<byte> Key => _rrsets.Key;

    /// <summary>Those that the question admits, at least one, each with the status that it was found to have; valid until the next move.</summary>
    public ReadOnlySpan<Sighting> Sightings => _judgement.Sightings;

    public bool MoveNext()
    {
        while (_rrsets.MoveNext())
        {
            if (_judgement.Judge(_rrsets.Key, _rrsets.Sightings) > 0) return true;
        }

        return false;
    }

    public void Dispose()
    {
        _zones.Dispose();
        _rrsets.Dispose();
        _state.Dispose();
    }
}
