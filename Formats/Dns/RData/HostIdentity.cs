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

    /// <summary>Reads what <see cref="Write"/> writes: each part is one word (RFC 8005 section 6).</summary>
    public static bool TryParse(ref RDataWords words, ref RDataOctets rdata)
    {
        var start = rdata.Length;
        if (!words.TryReadNumber(byte.MaxValue, out var algorithm) || !rdata.TryReserve(HeaderLength)) return false;
        if (!words.TryRead(out var word) || !DigitDecoder.TryDecode(DigitDecoder.Hex, word, ref rdata)) return false;
        var tag = rdata.Length - start - HeaderLength;
        if (!words.TryRead(out word) || !DigitDecoder.TryDecode(DigitDecoder.Base64, word, ref rdata)) return false;
        var key = rdata.Length - start - HeaderLength - tag;
        if (tag > byte.MaxValue || key > ushort.MaxValue) return false;
        var header = rdata.Written[start..];
        (header[0], header[1]) = ((byte)tag, (byte)algorithm);
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)key);
        return true;
    }

    private static (int Tag, int Key) Lengths(ReadOnlySpan<byte> identity) => (identity[0], BinaryPrimitives.ReadUInt16BigEndian(identity[2..]));
}
