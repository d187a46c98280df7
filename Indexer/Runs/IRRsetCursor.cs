using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Runs;

/// <summary>Walks keys in ascending order, as octets compare.</summary>
internal interface IKeyCursor : IDisposable
{
    /// <summary>Goes to the next key; at first, to the first.</summary>
    bool MoveNext();

    /// <summary>Valid until the next move.</summary>
    ReadOnlySpan<byte> Key { get; }
}

/// <summary>Walks RRsets in the order of their keys, each once.</summary>
internal interface IRRsetCursor : IKeyCursor
{
    /// <summary>The current RRset's sightings, at least one, by source, then status, then vantage; valid until the next move.</summary>
    ReadOnlySpan<Sighting> Sightings { get; }
}

/// <summary>RRsets that can be walked more than once, also by several threads at the same time.</summary>
internal interface IRRsetWalk
{
    IRRsetCursor OpenRRsets();

    /// <summary>The same RRsets without their sightings.</summary>
    IKeyCursor OpenKeys();
}
