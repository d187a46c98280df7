using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Runs;

/// <summary>Walks the different names of a run: the owners of RRsets, or what rdata point to. Sightings and ordinals stay unread.</summary>
internal sealed class UniqueKeyCursor : IKeyCursor
{
    private readonly RunCursor _entries;
    private readonly bool _isOwners;
    private readonly OctetBuffer _key = new();

    private UniqueKeyCursor(RunCursor entries, bool isOwners) => (_entries, _isOwners) = (entries, isOwners);

    /// <summary>An owner-key; see <see cref="RRsetKey.ReadOwner"/>. Valid until the next move.</summary>
    public ReadOnlySpan<byte> Key => _key.Span;

    public static UniqueKeyCursor Owners(RRsetRunCursor rrsets) => new(rrsets, isOwners: true);

    public static UniqueKeyCursor TargetNames(RDataRunCursor rdata)
    {
        rdata.Seek([TargetKey.NameTag]);
        return new(rdata, isOwners: false);
    }

    public bool MoveNext()
    {
        while (_entries.MoveNext())
        {
            // Most entries go on with the name before them; an owner-key is its own end, so this needs no search for it.
            var entry = _isOwners ? _entries.Key : WithoutTag(_entries.Key);
            if (_key.Length > 0 && entry.StartsWith(_key.Span)) continue;
            var length = _isOwners ? RRsetKey.OwnerLength(entry) : entry.Length;
            if (_isOwners && RRsetKeyParts.IsNegative(entry, length)) continue; // a name that only has such is none
            _key.Replace(0, entry[..length]);
            return true;
        }

        return false;
    }

    public void Dispose() => _entries.Dispose();

    /// <summary>Empty for a key without any, which only a changed file holds.</summary>
    private static ReadOnlySpan<byte> WithoutTag(ReadOnlySpan<byte> key) => key.IsEmpty ? key : key[1..];
}
