using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Numerics;
using System.Text;
using PassiveDns.Formats.Dns;

namespace PassiveDns.Formats.Records;

/// <summary>Addresses of one family from first to last, both included: one address, a network (CIDR), or any range.</summary>
public readonly struct AddressRange
{
    private AddressRange(byte[] first, byte[] last)
    {
        First = first;
        Last = last;
    }

    /// <summary>4 or 16 octets, network order.</summary>
    public ReadOnlyMemory<byte> First { get; }

    /// <summary>As many octets as <see cref="First"/>, not lower.</summary>
    public ReadOnlyMemory<byte> Last { get; }

    public static AddressRange Single(IPAddress address) => new(address.GetAddressBytes(), address.GetAddressBytes());

    /// <summary>A network; bits behind the prefix may be set in <paramref name="address"/> and are ignored.</summary>
    /// <param name="prefixLength">0 to 32 or 128.</param>
    public static AddressRange Network(IPAddress address, int prefixLength)
    {
        var first = address.GetAddressBytes();
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)prefixLength, (uint)first.Length * 8);
        var last = address.GetAddressBytes();
        for (var bit = prefixLength; bit < first.Length * 8; bit++)
        {
            first[bit / 8] &= (byte)~(0x80 >> (bit % 8));
            last[bit / 8] |= (byte)(0x80 >> (bit % 8));
        }

        return new(first, last);
    }

    /// <summary>Reads <c>192.0.2.1</c>, <c>192.0.2.0/24</c>, <c>192.0.2.1-192.0.2.9</c> or the same with IPv6.</summary>
    public static bool TryParse(string text, out AddressRange range)
    {
        range = default;
        if (text.IndexOf('/', StringComparison.Ordinal) is var slash and > 0)
        {
            if (!TryParseAddress(text[..slash], out var address) || !int.TryParse(text[(slash + 1)..], NumberStyles.None, null, out var length)
                || length > address.GetAddressBytes().Length * 8) return false;
            range = Network(address, length);
            return true;
        }

        if (text.IndexOf('-', StringComparison.Ordinal) is var dash and > 0)
        {
            if (!TryParseAddress(text[..dash], out var low) || !TryParseAddress(text[(dash + 1)..], out var high)) return false;
            var (first, last) = (low.GetAddressBytes(), high.GetAddressBytes());
            if (first.Length != last.Length || first.AsSpan().SequenceCompareTo(last) > 0) return false;
            range = new(first, last);
            return true;
        }

        if (!TryParseAddress(text, out var single)) return false;
        range = Single(single);
        return true;
    }

    /// <summary>The shortest form of it that <see cref="TryParse"/> reads; empty for the default, which has no address.</summary>
    public override string ToString()
    {
        if (First.IsEmpty) return "";
        var first = Text(First.Span);
        if (First.Span.SequenceEqual(Last.Span)) return first;
        return PrefixLength() is { } length ? string.Create(CultureInfo.InvariantCulture, $"{first}/{length}") : $"{first}-{Text(Last.Span)}";
    }

    /// <summary>Null for a range that is no network.</summary>
    private int? PrefixLength()
    {
        var network = Network(new IPAddress(First.Span), CommonBits());
        return network.First.Span.SequenceEqual(First.Span) && network.Last.Span.SequenceEqual(Last.Span) ? CommonBits() : null;
    }

    private int CommonBits()
    {
        var octets = First.Span.CommonPrefixLength(Last.Span);
        return octets == First.Length ? 8 * octets : (8 * octets) + BitOperations.LeadingZeroCount((uint)(First.Span[octets] ^ Last.Span[octets]) << 24);
    }

    private static string Text(ReadOnlySpan<byte> address)
    {
        Span<byte> text = stackalloc byte[AddressFormat.MaxIPv6Length];
        return Encoding.ASCII.GetString(text[..(address.Length == 4 ? AddressFormat.WriteIPv4(address, text) : AddressFormat.WriteIPv6(address, text))]);
    }

    /// <summary>Strict: four decimal numbers or IPv6 without a zone; .NET alone would take "1" for 0.0.0.1.</summary>
    private static bool TryParseAddress(string text, out IPAddress address)
    {
        if (!IPAddress.TryParse(text, out address!) || text.Contains('%', StringComparison.Ordinal) || text.Contains('[', StringComparison.Ordinal)) return false;
        return address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == text;
    }
}
