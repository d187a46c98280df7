using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Lookup;

/// <summary>What a query asks of an RRset's key, whatever it goes by: type and bailiwick.</summary>
internal sealed class KeyFilter
{
    private readonly IReadOnlySet<RRType>? _types;
    private readonly byte[] _apex = [];
    private readonly byte _apexLabels;

    public KeyFilter(RRsetQuery query)
    {
        _types = query.Types;
        if (query.Bailiwick.IsEmpty) return;
        Span<byte> apex = stackalloc byte[RRsetKey.MaxOwnerKeyLength];
        _apex = apex[..RRsetKey.WriteSubtree(query.Bailiwick.Span, apex)].ToArray();
        _apexLabels = (byte)(1 + DomainName.LabelCount(query.Bailiwick.Span));
    }

    /// <summary>A key that is none passes: whoever reads its sightings is told of the damage.</summary>
    public bool Admits(ReadOnlySpan<byte> key)
    {
        if (_types is null && _apexLabels == 0) return true;
        var ownerLength = RRsetKey.OwnerLength(key);
        if (ownerLength == 0 || key.Length < ownerLength + RRsetKey.TypeAndBailiwickLength) return true;
        if (_types is not null && !_types.Contains(RRsetKeyParts.Type(key, ownerLength))) return false;
        return _apexLabels == 0 || (RRsetKeyParts.Bailiwick(key, ownerLength) == _apexLabels && key.StartsWith(_apex));
    }
}
