namespace PassiveDns.Formats.Dns.RData;

/// <summary>An ATM address: a format octet, then an end system address or the digits of a telephone number (ATM Forum af-dans-0152 section 5).</summary>
internal static class AtmAddress
{
    private const byte EndSystem = 0;
    private const byte Telephone = 1; // E.164

    /// <summary>All octets of one of the two formats, at least one behind the format; a misfit otherwise.</summary>
    public static int Measure(ReadOnlySpan<byte> rdata)
    {
        if (rdata.Length < 2 || rdata[0] > Telephone) return RDataLayout.Misfit;
        var digits = rdata[0] == Telephone ? rdata[1..] : default;
        return digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0 ? rdata.Length : RDataLayout.Misfit;
    }

    /// <summary>Writes hexadecimal digits, or a plus and the number.</summary>
    public static void Write(ReadOnlySpan<byte> rdata, ref AsciiWriter text)
    {
        if (rdata[0] == EndSystem)
        {
            text.WriteHex(rdata[1..]);
            return;
        }

        text.WriteCharacter((byte)'+');
        text.Write(rdata[1..]);
    }

    /// <summary>Reads what <see cref="Write"/> writes; dots among hexadecimal digits are for people.</summary>
    public static bool TryParse(ReadOnlySpan<byte> word, ref RDataOctets rdata)
    {
        if (word is [(byte)'+', .. var number]) return rdata.TryAppend(Telephone) && rdata.TryAppend(number);
        return rdata.TryAppend(EndSystem) && TryParseDigits(word, ref rdata);
    }

    /// <summary>Reads hexadecimal digits, with dots between them or not.</summary>
    public static bool TryParseDigits(ReadOnlySpan<byte> word, ref RDataOctets rdata)
    {
        var digits = new DigitDecoder(DigitDecoder.Hex);
        foreach (var part in word.Split((byte)'.'))
        {
            if (!digits.TryAppend(word[part], ref rdata)) return false;
        }

        return digits.IsWhole;
    }
}
