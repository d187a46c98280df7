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

    /// <summary>It is the key of a negative answer.</summary>
    public static bool IsNegative(ReadOnlySpan<byte> key, int ownerLength) =>
        key.Length >= ownerLength + RRsetKey.TypeAndBailiwickLength && Bailiwick(key, ownerLength) == RRsetKey.NegativeMark;

    /// <summary>Labels of an owner-key's name, the root's not counted.</summary>
    public static int Labels(ReadOnlySpan<byte> ownerKey) => ownerKey.Count((byte)0) - 1; // inside labels there is no 00

    /// <summary>The name begins with the labels of another.</summary>
    /// <param name="ending">The other's owner-key: its labels come last in a longer one.</param>
    public static bool EndsWithLabels(ReadOnlySpan<byte> ownerKey, ReadOnlySpan<byte> ending) =>
        // In front of the ending there is nothing, or the 00 of the label before it: "www" is not the end of "awww".
        ownerKey.EndsWith(ending) && (ownerKey.Length == ending.Length || ownerKey[^(ending.Length + 1)] == 0);

    /// <summary>The key has an owner, a type, a bailiwick and an rdata set of one record or more, or what a negative answer has for those, and nothing else.</summary>
    public static bool IsWellFormed(ReadOnlySpan<byte> key)
    {
        if (!TryReadOwnerKey(key, out var ownerLength, out var labels) || key.Length <= ownerLength + RRsetKey.TypeAndBailiwickLength) return false;
        var rdataSet = key[(ownerLength + RRsetKey.TypeAndBailiwickLength)..];
        if (IsNegative(key, ownerLength)) return NegativeAnswer.TryRead(rdataSet, labels, out _);
        while (!rdataSet.IsEmpty)
        {
            if (!RRsetKey.TryReadRData(ref rdataSet, out _)) return false;
        }

        return Bailiwick(key, ownerLength) <= labels + 1;
    }

    /// <summary>What <see cref="RRsetKey.ReadOwner"/> reads is there: labels of 1 to 63 octets, escapes that mean something, a name of 255 octets at most.</summary>
    private static bool TryReadOwnerKey(ReadOnlySpan<byte> key, out int length, out int labels)
    {
        var (inName, inLabel) = (1, 0);
        labels = 0;
        for (var at = 0; at < key.Length; at++)
        {
            if (key[at] == 0)
            {
                length = at + 1;
                if (inLabel == 0) return inName <= DomainName.MaxLength;
                if (inLabel > DomainName.MaxLabelLength) break;
                inName += 1 + inLabel;
                inLabel = 0;
                labels++;
                continue;
            }

            if (key[at] == 1 && (++at == key.Length || key[at] is not (1 or 2))) break;
            inLabel++;
        }

        length = 0;
        return false;
    }
}
