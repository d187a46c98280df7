namespace PassiveDns.Formats.Dns.RData;

/// <summary>Octets from digits in hexadecimal, base32hex or base64, which may be spread over words (RFC 4648 sections 4, 7 and 8).</summary>
/// <param name="bitsPerDigit">4, 5 or 6.</param>
internal struct DigitDecoder(int bitsPerDigit)
{
    public const int Hex = 4;
    public const int Base32Hex = 5;
    public const int Base64 = 6;

    private int _bits; // of which the last _count are not written yet
    private int _count;
    private int _digits;
    private int _padding;

    /// <summary>The digits so far make up whole octets, and base64 is padded as it must be.</summary>
    public readonly bool IsWhole => _count < bitsPerDigit && (bitsPerDigit != Base64 || (_padding <= 2 && (_digits + _padding) % 4 == 0));

    /// <summary>False for what is no digit, or stands behind padding.</summary>
    public bool TryAppend(ReadOnlySpan<byte> word, ref RDataOctets octets)
    {
        foreach (var character in word)
        {
            if (character == '=' && bitsPerDigit != Hex)
            {
                _padding++;
                continue;
            }

            var value = Value(character);
            if (value < 0 || _padding > 0) return false;
            _bits = (_bits << bitsPerDigit) | value;
            _count += bitsPerDigit;
            _digits++;
            if (_count < 8) continue;
            _count -= 8;
            if (!octets.TryAppend((byte)(_bits >> _count))) return false;
            _bits &= (1 << _count) - 1;
        }

        return true;
    }

    /// <summary>Decodes one word.</summary>
    public static bool TryDecode(int bitsPerDigit, ReadOnlySpan<byte> word, ref RDataOctets octets)
    {
        var decoder = new DigitDecoder(bitsPerDigit);
        return decoder.TryAppend(word, ref octets) && decoder.IsWhole;
    }

    /// <summary>Decodes all words that are left.</summary>
    public static bool TryDecodeRest(int bitsPerDigit, ref RDataWords words, ref RDataOctets octets)
    {
        var decoder = new DigitDecoder(bitsPerDigit);
        while (!words.AtEnd)
        {
            if (!words.TryRead(out var word) || !decoder.TryAppend(word, ref octets)) return false;
        }

        return decoder.IsWhole;
    }

    private readonly int Value(byte character)
    {
        int value = character switch
        {
            >= (byte)'0' and <= (byte)'9' => character - '0',
            >= (byte)'a' and <= (byte)'z' => character - 'a' + 10,
            >= (byte)'A' and <= (byte)'Z' => character - 'A' + 10,
            _ => -1,
        };
        if (bitsPerDigit != Base64) return value < 1 << bitsPerDigit ? value : -1;
        return character switch
        {
            >= (byte)'A' and <= (byte)'Z' => character - 'A',
            >= (byte)'a' and <= (byte)'z' => character - 'a' + 26,
            >= (byte)'0' and <= (byte)'9' => character - '0' + 52,
            (byte)'+' => 62,
            (byte)'/' => 63,
            _ => -1,
        };
    }
}
