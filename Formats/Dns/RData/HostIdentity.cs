using System.Buffers.Binary;

namespace PassiveDns.Formats.Dns.RData;

/// <summary>The host identity of HIP: tag, algorithm and public key, their lengths in front (RFC 8005 section 5).</summary>
internal static class HostIdentity
{
    private const int HeaderLength = 4; // length of the tag, algorithm, length of the key

    public static int Measure(ReadOnlySpan<byte> rest)
    {
        if (rest.Length < HeaderLength) return RDataLayout.Misfit;
        var (tag, key) = Lengths(rest);
        return tag == 0 || key == 0 ? RDataLayout.Misfit : HeaderLength + tag + key;
    }

    /// <summary>Writes algorithm, tag in hexadecimal and key in base64 (RFC 8005 section 6).</summary>
    public static void Write(ReadOnlySpan<byte> identity, ref AsciiWriter text)
    {
        var (tag, key) = Lengths(identity);
        text.WriteNumber(identity[1]);
        text.WriteCharacter((byte)' ');
        text.WriteHex(identity.Slice(HeaderLength, tag));
        text.WriteCharacter((byte)' ');
        text.WriteBase64(identity.Slice(HeaderLength + tag, key));
    }

    private static (int Tag, int Key) Lengths(ReadOnlySpan<byte> identity) => (identity[0], BinaryPrimitives.ReadUInt16BigEndian(identity[2..]));
}
