using System.Buffers.Binary;
using System.Diagnostics;
using PassiveDns.Formats.Dns;

namespace PassiveDns.Formats.Records;

/// <summary>The octets that identify an RRset and give the archive its order.</summary>
/// <remarks>
/// <code>
/// key       = owner-key type bailiwick rdata-set
/// owner-key = *(label 00) 00        ; labels from the top-level domain down, lower case; inside a label 00 is written 01 01 and 01 is written 01 02
/// type      = 2 octets, big-endian
/// bailiwick = 00                    ; not known
///           / 1 octet               ; 1 + number of labels of the zone's apex, which is the owner or an ancestor of it
/// rdata-set = 1*(length rdata)      ; length in LEB128; rdata canonical, without repeats, ascending as RFC 4034 section 6.3 orders them
/// </code>
/// A negative answer stands among the RRsets, with FF for a bailiwick and two octets for an rdata set (see <see cref="NegativeAnswer"/>).
/// Compared octet by octet, a domain and everything below it lie side by side: the owner-key without its last 00 is the prefix of the subtree.
/// </remarks>
public static class RRsetKey
{
    /// <summary>Octets in the longest owner-key: 250 escaped octets and the closing ones.</summary>
    public const int MaxOwnerKeyLength = 2 * DomainName.MaxLength;

    /// <summary>Octets of type and bailiwick, which stand between owner-key and rdata-set.</summary>
    public const int TypeAndBailiwickLength = 3;

    /// <summary>Bailiwick octet of a zone that is not known.</summary>
    public const byte NoBailiwick = 0;

    /// <summary>Stands where the bailiwick octet of an RRset does, which is 128 at most: this is the key of a negative answer.</summary>
    public const byte NegativeMark = 0xFF;

    /// <summary>Writes the owner-key of a lower-case wire name.</summary>
    /// <param name="key">Room for <see cref="MaxOwnerKeyLength"/> octets.</param>
    /// <returns>Octets written.</returns>
    public static int WriteOwner(ReadOnlySpan<byte> owner, Span<byte> key)
    {
        var written = WriteSubtree(owner, key);
        key[written++] = 0;
        return written;
    }

    /// <summary>Writes the prefix that the owner-keys of a domain and of all names below it share, and no others.</summary>
    public static int WriteSubtree(ReadOnlySpan<byte> owner, Span<byte> key)
    {
        Span<byte> starts = stackalloc byte[DomainName.MaxLabels];
        var labels = 0;
        for (var at = 0; owner[at] != 0; at += 1 + owner[at]) starts[labels++] = (byte)at;

        var written = 0;
        while (labels-- > 0)
        {
            var at = starts[labels];
            foreach (var octet in owner.Slice(at + 1, owner[at]))
            {
                if (octet <= 1)
                {
                    key[written++] = 1;
                    key[written++] = (byte)(octet + 1);
                }
                else
                {
                    key[written++] = octet;
                }
            }

            key[written++] = 0;
        }

        return written;
    }

    /// <summary>Reads the wire name out of an owner-key, or out of a key that begins with one.</summary>
    /// <param name="owner">Room for <see cref="DomainName.MaxLength"/> octets.</param>
    /// <returns>Octets written, root label included; 0 when the octets are no owner-key.</returns>
    public static int ReadOwner(ReadOnlySpan<byte> key, Span<byte> owner)
    {
        var length = OwnerLength(key);
        if (length > DomainName.MaxLength || key[..length].Contains((byte)1)) return ReadEscapedOwner(key, owner);

        // Without escapes the name is as long as its key: labels come in reverse, a length before each instead of the 00 behind it.
        var start = length;
        if (length > 0) owner[--start] = 0;
        for (var at = 0; start > 0;)
        {
            var label = key.Slice(at, key[at..].IndexOf((byte)0));
            if (label.Length > DomainName.MaxLabelLength) return 0;
            start -= 1 + label.Length;
            owner[start] = (byte)label.Length;
            label.CopyTo(owner[(start + 1)..]);
            at += label.Length + 1;
        }

        return length;
    }

    private static int ReadEscapedOwner(ReadOnlySpan<byte> key, Span<byte> owner)
    {
        // Labels are laid down from the end of a scratch buffer towards its start.
        Span<byte> scratch = stackalloc byte[DomainName.MaxLength];
        Span<byte> label = stackalloc byte[DomainName.MaxLabelLength];
        var start = scratch.Length - 1;
        scratch[start] = 0;
        var at = 0;
        while (true)
        {
            if (at >= key.Length) return 0;
            if (key[at] == 0) break;
            var length = ReadLabel(key, ref at, label);
            if (length == 0 || start < 1 + length) return 0;
            start -= 1 + length;
            scratch[start] = (byte)length;
            label[..length].CopyTo(scratch[(start + 1)..]);
        }

        scratch[start..].CopyTo(owner);
        return scratch.Length - start;
    }

    /// <summary>Length of the owner-key at the start of a key, its closing 00 included; 0 when there is none.</summary>
    public static int OwnerLength(ReadOnlySpan<byte> key)
    {
        if (key.Length > 0 && key[0] == 0) return 1;
        return key.IndexOf("\0\0"u8) is >= 0 and var end ? end + 2 : 0;
    }

    /// <summary>Writes type and bailiwick behind an owner-key.</summary>
    public static void WriteTypeAndBailiwick(RRType type, byte bailiwick, Span<byte> key)
    {
        BinaryPrimitives.WriteUInt16BigEndian(key, (ushort)type);
        key[2] = bailiwick;
    }

    /// <summary>Reads the next rdata of an rdata-set and moves on; false at the end and at a length that does not fit.</summary>
    public static bool TryReadRData(scoped ref ReadOnlySpan<byte> rdataSet, out ReadOnlySpan<byte> rdata)
    {
        rdata = default;
        if (!TryReadLength(ref rdataSet, out var length) || length > rdataSet.Length) return false;
        rdata = rdataSet[..length];
        rdataSet = rdataSet[length..];
        return true;
    }

    /// <summary>Writes the length that goes before an rdata of an rdata-set: LEB128, 1 to 3 octets.</summary>
    /// <param name="length">0 to 65,535 and a little more: canonical rdata has its names expanded.</param>
    public static int WriteRDataLength(int length, Span<byte> set)
    {
        Debug.Assert(length is >= 0 and < 1 << 21);
        var written = 0;
        for (; length >= 0x80; length >>= 7) set[written++] = (byte)(length | 0x80);
        set[written++] = (byte)length;
        return written;
    }

    private static bool TryReadLength(scoped ref ReadOnlySpan<byte> set, out int length)
    {
        length = 0;
        for (var shift = 0; shift <= 14; shift += 7)
        {
            if (set.IsEmpty) return false;
            var octet = set[0];
            set = set[1..];
            length |= (octet & 0x7F) << shift;
            if (octet < 0x80) return true;
        }

        return false;
    }

    /// <summary>Reads one escaped label and its closing 00; 0 when it is empty, too long or cut.</summary>
    private static int ReadLabel(ReadOnlySpan<byte> key, ref int at, Span<byte> label)
    {
        var length = 0;
        while (at < key.Length)
        {
            var octet = key[at++];
            if (octet == 0) return length;
            if (octet == 1)
            {
                if (at >= key.Length || key[at] is not (1 or 2)) return 0;
                octet = (byte)(key[at++] - 1);
            }

            if (length == label.Length) return 0;
            label[length++] = octet;
        }

        return 0;
    }
}
