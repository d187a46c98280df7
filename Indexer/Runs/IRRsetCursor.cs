using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Domains;

namespace PassiveDns.Indexer.Runs;

/// <summary>Walks keys in ascending order, as octets compare.</summary>
internal interface IKeyCursor : IDisposable
{
    /// <summary>Goes to the next key; at first, to the first.</summary>
    bool MoveNext();

    /// <summary>Valid until the next move.</summary>
    ReadOnlySpan<byte> Key { get; }

    /// <summary>Which of several entries with one key comes first: the lower number.</summary>
    long Rank => 0;
}

/// <summary>Walks RRsets in the order of their keys, each once.</summary>
internal interface IRRsetCursor : IKeyCursor
{
    /// <summary>The current RRset's sightings, at least one, by source, then status, then vantage; valid until the next move.</summary>
    ReadOnlySpan<Sighting> Sightings { get; }
}

/// <summary>What a run is to hold: its RRsets, its inverse, its domain-days.</summary>
internal interface IRunContent
{
    /// <summary>Begins the one walk over the RRsets.</summary>
    IRRsetCursor OpenRRsets();

    /// <summary>Writes the inverse, on another thread than the one that walks the RRsets.</summary>
    /// <param name="rrsets">Ends when all RRsets have been walked; fails when that fails, and then so must this.</param>
    /// <param name="isGivenUp">The RRsets could not be written.</param>
    void WriteInverse(RDataRunWriter file, Task rrsets, CancellationToken isGivenUp);

    /// <summary>Begins the one walk over the domain-days, which may be none.</summary>
    IDomainCursor OpenDomains();
}
