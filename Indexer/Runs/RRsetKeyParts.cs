using System.Buffers.Binary;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Runs;

/// <summary>Looks into an RRset's key where making an <see cref="RRset"/> would be too much.</summary>
internal static class RRsetKeyParts
{
    public static RRType Type(ReadOnlySpan<byte> key, int ownerLength) => (RRType)BinaryPrimitives.ReadUInt16BigEndian(key[ownerLength..]);

    /// <summary>See <see cref="RRsetKey"/>.</summary>
    public static byte Bailiwick(ReadOnlySpan<byte> key, int ownerLength) => key[ownerLength + 2];

    /// <summary>The key has an owner, a type, a bailiwick and an rdata set of one record or more, and nothing else.</summary>
    public static bool IsWellFormed(ReadOnlySpan<byte> key)
    {
        Span<byte> owner = stackalloc byte[DomainName.MaxLength];
        var ownerLength = RRsetKey.OwnerLength(key);
        if (ownerLength == 0 || RRsetKey.ReadOwner(key, owner) == 0 || key.Length <= ownerLength + RRsetKey.TypeAndBailiwickLength) return false;
        var rdataSet = key[(ownerLength + RRsetKey.TypeAndBailiwickLength)..];
        while (!rdataSet.IsEmpty)
        {
            if (!RRsetKey.TryReadRData(ref rdataSet, out _)) return false;
        }

        return Bailiwick(key, ownerLength) <= DomainName.LabelCount(owner) + 1;
    }
}
