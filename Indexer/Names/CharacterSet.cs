namespace PassiveDns.Indexer.Names;

/// <summary>Some of the 128 ASCII characters.</summary>
internal readonly record struct CharacterSet(UInt128 Bits)
{
    public static readonly CharacterSet All = new(UInt128.MaxValue);

    public static readonly CharacterSet None;

    /// <summary>How many characters it has.</summary>
    public int Count => (int)UInt128.PopCount(Bits);

    /// <summary>The first of its characters, in ASCII order; it must have one.</summary>
    public byte First => (byte)UInt128.TrailingZeroCount(Bits);

    public static CharacterSet Of(char character) => new(UInt128.One << character);

    /// <param name="low">ASCII.</param>
    /// <param name="high">ASCII, not below the other.</param>
    public static CharacterSet Between(char low, char high)
    {
        var set = None;
        for (var character = low; character <= high; character++) set |= Of(character);
        return set;
    }

    public static CharacterSet operator |(CharacterSet one, CharacterSet other) => new(one.Bits | other.Bits);

    public static CharacterSet operator ~(CharacterSet set) => new(~set.Bits);

    public bool Contains(int character) => (Bits >> character & UInt128.One) != UInt128.Zero;
}
