using PassiveDns.Formats.Capture;

namespace PassiveDns.Formats.Tests.Capture;

/// <summary>Compresses with bzip2 the slow and plain way: one block, codes all of one length.</summary>
internal sealed class Bzip2Builder
{
    private readonly List<bool> _bits = [];

    public Bzip2Builder(byte[] content)
    {
        Write(0x425A6839, 32);
        var check = ~Crc.AppendBzip2(Crc.Start, content);
        if (content.Length > 0) WriteBlock(content, check);
        Write(0x177245385090, 48);
        Write(content.Length > 0 ? check : 0, 32);
    }

    public byte[] ToArray() => [.. _bits.Chunk(8).Select(bits => (byte)Enumerable.Range(0, bits.Length).Sum(i => bits[i] ? 0x80 >> i : 0))];

    private void WriteBlock(byte[] content, uint check)
    {
        var (last, origin) = Transform(Runs(content));
        Write(0x314159265359, 48);
        Write(check, 32);
        Write(0, 1);
        Write((uint)origin, 24);
        var inUse = last.Distinct().Order().ToList();
        for (var range = 0; range < 16; range++) Write(inUse.Any(octet => octet / 16 == range) ? 1u : 0, 1);
        foreach (var range in inUse.GroupBy(octet => octet / 16))
        {
            for (var i = 0; i < 16; i++) Write(range.Contains((byte)((16 * range.Key) + i)) ? 1u : 0, 1);
        }

        var symbols = Symbols(last, inUse);
        var codeLength = 1;
        while (1 << codeLength < inUse.Count + 2) codeLength++;
        Write(2, 3);
        var selectors = (symbols.Count + 49) / 50;
        Write((uint)selectors, 15);
        Write(0, selectors);
        for (var table = 0; table < 2; table++)
        {
            Write((uint)codeLength, 5);
            Write(0, inUse.Count + 2);
        }

        foreach (var symbol in symbols) Write((uint)symbol, codeLength);
    }

    /// <summary>After four equal octets, how many more follow.</summary>
    private static byte[] Runs(byte[] content)
    {
        List<byte> runs = [];
        for (var at = 0; at < content.Length;)
        {
            var length = 1;
            while (length < 4 + 255 && at + length < content.Length && content[at + length] == content[at]) length++;
            runs.AddRange(Enumerable.Repeat(content[at], Math.Min(length, 4)));
            if (length >= 4) runs.Add((byte)(length - 4));
            at += length;
        }

        return [.. runs];
    }

    private static (byte[] Last, int Origin) Transform(byte[] block)
    {
        byte[] twice = [.. block, .. block];
        var rotations = Enumerable.Range(0, block.Length).ToArray();
        Array.Sort(rotations, (a, b) => twice.AsSpan(a, block.Length).SequenceCompareTo(twice.AsSpan(b, block.Length)) is var order and not 0 ? order : a - b);
        return ([.. rotations.Select(start => twice[start + block.Length - 1])], Array.IndexOf(rotations, 0));
    }

    /// <summary>Places in the list of octets used of late, runs of the first in two digits, and the end.</summary>
    private static List<int> Symbols(byte[] last, List<byte> inUse)
    {
        List<int> symbols = [];
        var recent = inUse.ToList();
        var run = 0;
        foreach (var octet in last)
        {
            var place = recent.IndexOf(octet);
            if (place == 0)
            {
                run++;
                continue;
            }

            EndRun();
            recent.RemoveAt(place);
            recent.Insert(0, octet);
            symbols.Add(place + 1);
        }

        EndRun();
        symbols.Add(inUse.Count + 1);
        return symbols;

        void EndRun()
        {
            for (; run > 0; run = (run - 1) / 2) symbols.Add((run - 1) % 2);
        }
    }

    private void Write(ulong value, int count)
    {
        for (var i = count - 1; i >= 0; i--) _bits.Add(i < 64 && (value >> i & 1) != 0);
    }
}
