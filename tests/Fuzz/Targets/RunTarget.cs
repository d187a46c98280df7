using System.Buffers.Binary;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Fuzz.Targets;

/// <summary>Run files: octets that are no such file end in a <see cref="DamagedArchiveException"/>, whatever their check sums say.</summary>
/// <remarks>
/// <code>
/// input = form (octets / parts)      ; form, 1 octet: bit 0 the inverse, bit 1 parts, bit 2 an index made from the blocks
/// parts = sources entries *(length raw)   ; sources 1 octet, entries and length 2, big-endian: the blocks, then the index, then the list of sources
/// </code>
/// Parts are put into a file whose header, sections, check sums and lengths are sound, so that what is inside them is reached.
/// </remarks>
public sealed class RunTarget : FuzzTarget
{
    private const int Inverse = 1, Parts = 2, MadeIndex = 4;
    private const int MaxSections = 16;

    private readonly string _path = Path.Combine(TemporaryFolder(), $"pdns-fuzz-{Environment.ProcessId}-{Guid.NewGuid():N}");
    private readonly FuzzBuffer _file = new(16_384);
    private readonly FuzzBuffer _raw = new(4_096);
    private readonly FuzzBuffer _block = new(4_096);
    private readonly FuzzBuffer _column = new(4_096);
    private readonly byte[] _owner = new byte[DomainName.MaxLength];

    public RunTarget() => AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(_path);

    public override string Name => "run";

    public override int MaxLength => 4_096;

    public override int MeanAllocation => 131_072;

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        "pdnsrrst"u8.ToArray(), "pdnsrdat"u8.ToArray(), [0x28, 0xB5, 0x2F, 0xFD], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], [0xFF, 0xFF, 0xFF, 0xFF, 0x0F],
        [0x80, 0x80, 0x80, 0x80, 0x40], [0, 0, 1, 0], [1, 1], [1, 2], "com\0example\0\0"u8.ToArray(), "n"u8.ToArray(), "4"u8.ToArray(), [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
    ];

    public override IEnumerable<byte[]> Seeds()
    {
        foreach (var kind in (RunFileKind[])[RunFileKind.RRset, RunFileKind.RData])
        {
            WriteSound(kind);
            yield return [(byte)kind, .. File.ReadAllBytes(_path)];
            yield return PartsOf(kind, madeIndex: false);
            yield return PartsOf(kind, madeIndex: true);
        }

        var random = new FuzzRandom(6);
        var input = new FuzzBuffer(MaxLength);
        for (var i = 0; i < 24; i++)
        {
            input.Clear();
            Generate(random, input);
            yield return input.Span.ToArray();
        }
    }

    /// <summary>Blocks of keys that mostly ascend and of numbers that mostly make sense.</summary>
    public override void Generate(FuzzRandom random, FuzzBuffer input)
    {
        var isInverse = random.OneIn(3);
        input.Add((byte)(Parts | (isInverse ? Inverse : 0) | (random.OneIn(5) ? 0 : MadeIndex)));
        input.Add((byte)random.Below(4));
        var entriesAt = input.Length;
        input.Add16(0);
        var entries = 0;
        for (var blocks = random.Between(1, 3); blocks > 0; blocks--)
        {
            entries += WriteBlock(random, isInverse);
            AddPart(random, input, _block);
        }

        input.Set16(entriesAt, entries);
        if ((input.Span[0] & MadeIndex) == 0)
        {
            WriteColumns(random, [random.Between(1, 3), IndexColumns.Count], isInverse: false, isIndex: true);
            AddPart(random, input, _block);
        }

        _block.Clear();
        _block.Add("[]"u8);
        AddPart(random, input, _block);
    }

    public override void Run(ReadOnlySpan<byte> input)
    {
        if (input.Length < 4) return;
        var form = input[0];
        var kind = (form & Inverse) != 0 ? RunFileKind.RData : RunFileKind.RRset;
        if ((form & Parts) != 0) PutTogether(kind, (form & MadeIndex) != 0, input[2..]);
        else WriteFile(input[1..]);

        try
        {
            using var file = RunFileReader.Open(_path, kind);
            if (kind == RunFileKind.RRset) ReadRRsets(file, sources: input[1] & 3);
            else ReadInverse(file);
            SourceRecordJson.Read(_path, file.SourcesOffset, file.ReadSources());
        }
        catch (DamagedArchiveException refusal)
        {
            Check.That(refusal.Message.StartsWith(_path + ", octet ", StringComparison.Ordinal), "a refusal without its place");
        }
    }

    private void ReadRRsets(RunFileReader file, int sources)
    {
        var keys = new List<byte[]>();
        using (var cursor = new RRsetRunCursor(file, cache: null, sources))
        {
            while (cursor.MoveNext())
            {
                if (cursor.Ordinal % 3 == 1) continue; // passed over, as a lookup does
                var rrset = new RRset(cursor.Key.ToArray(), cursor.Sightings.ToArray());
                Check.That(rrset.ReadOwner(_owner) > 0, "an RRset without owner");
                Check.That(rrset.Window.LastMilliseconds >= rrset.Window.FirstMilliseconds, "a window that ends before it begins");
                Check.That(rrset.Window.Count > 0, "an RRset seen less than once");
                CheckTargets(rrset);
                if (keys.Count < 8) keys.Add(rrset.Key.ToArray());
            }
        }

        using (var owners = UniqueKeyCursor.Owners(new RRsetRunCursor(file, cache: null, sources)))
        {
            while (owners.MoveNext()) RRsetKey.ReadOwner(owners.Key, _owner);
        }

        using var seeking = new RRsetRunCursor(file, cache: null, sources);
        foreach (var key in keys)
        {
            seeking.Seek(key);
            if (seeking.MoveNext()) _ = seeking.Sightings.Length;
        }
    }

    private static void CheckTargets(RRset rrset)
    {
        Span<byte> buffer = stackalloc byte[TargetKey.MaxLength];
        var targets = new TargetKeyReader(rrset.Key, buffer);
        while (targets.TryRead(out var target)) Check.That(target.Length > 1, "an empty target");
    }

    private static void ReadInverse(RunFileReader file)
    {
        const int rrsets = 40;
        using (var cursor = new RDataRunCursor(file, cache: null, rrsets))
        {
            while (cursor.MoveNext()) Check.That(cursor.RRset is >= 0 and < rrsets, "an ordinal out of range");
        }

        using (var names = UniqueKeyCursor.TargetNames(new RDataRunCursor(file, cache: null, rrsets)))
        {
            while (names.MoveNext()) _ = names.Key.Length;
        }

        using var seeking = new RDataRunCursor(file, cache: null, rrsets);
        for (var ordinal = 0L; ordinal < Math.Min(file.Totals.Entries, 20); ordinal += 3)
        {
            seeking.SeekOrdinal(ordinal);
            seeking.MoveNext();
        }
    }

    // A file in memory where the system has such a place: nothing here is worth a disk.
    private static string TemporaryFolder() => Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    private void WriteFile(ReadOnlySpan<byte> octets)
    {
        using var handle = File.OpenHandle(_path, FileMode.Create, FileAccess.Write);
        RandomAccess.Write(handle, octets, 0);
    }

    private void PutTogether(RunFileKind kind, bool madeIndex, ReadOnlySpan<byte> parts)
    {
        long entries = BinaryPrimitives.ReadUInt16BigEndian(parts);
        parts = parts[2..];
        Span<(int Start, int Length)> sections = stackalloc (int, int)[MaxSections];
        var count = 0;
        for (var at = 0; at + 2 <= parts.Length && count < MaxSections; count++)
        {
            var length = Math.Min(BinaryPrimitives.ReadUInt16BigEndian(parts[at..]), parts.Length - at - 2);
            sections[count] = (at + 2, length);
            at += 2 + length;
        }

        var blocks = Math.Max(0, count - (madeIndex ? 1 : 2));
        _file.Clear();
        AddHeader(kind);
        if (madeIndex) entries = StartIndex(parts, sections[..blocks]);
        long blocksLength = 0;
        for (var i = 0; i < blocks; i++) blocksLength += AddSection(parts.Slice(sections[i].Start, sections[i].Length));
        var indexLength = AddSection(madeIndex ? _raw.Span : blocks < count ? parts.Slice(sections[blocks].Start, sections[blocks].Length) : []);
        var sourcesLength = count > blocks ? AddSection(parts.Slice(sections[count - 1].Start, sections[count - 1].Length)) : 0;
        var footer = new RunFooter
        {
            BlocksLength = blocksLength, IndexLength = indexLength, SourcesLength = sourcesLength, Totals = new RunTotals { Entries = entries }, Partner = 0,
        };
        footer.Write(kind, _file.Take(RunFooter.Length));
        WriteFile(_file.Span);
    }

    private void AddHeader(RunFileKind kind)
    {
        _file.Add(RunFormat.Magic(kind));
        _file.AddLittle32(RunFormat.Version);
        _file.AddLittle32(Crc32C.Of(_file.Span));
    }

    /// <summary>Writes an index of blocks as they themselves say how many entries they have.</summary>
    private long StartIndex(ReadOnlySpan<byte> parts, ReadOnlySpan<(int Start, int Length)> blocks)
    {
        var entries = 0L;
        var index = new BlockBuilder(IndexColumns.Count);
        foreach (var (start, length) in blocks)
        {
            var at = 0;
            if (!Leb128.TryRead(parts.Slice(start, length), ref at, out var claimed) || claimed is 0 or > int.MaxValue) claimed = 1;
            entries += (long)claimed;
            index.AddKey([], 0);
            index.AddValue(IndexColumns.FilterLength, 0);
            index.AddValue(IndexColumns.StoredLength, (ulong)SectionLength(length));
            index.AddValue(IndexColumns.Entries, claimed);
        }

        var octets = new OctetBuffer();
        index.Close(octets);
        _raw.Clear();
        _raw.Add(octets.Span);
        return entries;
    }

    private const int FrameOverhead = 4 + 1 + 4 + 3;

    private static int SectionLength(int raw) => RunFormat.SmallestSection + FrameOverhead + raw;

    /// <summary>A section whose frame holds its content as it is (RFC 8878 section 3.1.1: one raw block).</summary>
    private long AddSection(ReadOnlySpan<byte> raw)
    {
        var start = _file.Length;
        _file.AddLittle32((uint)raw.Length);
        _file.Add([0x28, 0xB5, 0x2F, 0xFD, 0xA0]); // single segment, content size of four octets
        _file.AddLittle32((uint)raw.Length);
        var header = 1 | (raw.Length << 3); // the last block, raw
        _file.Add([(byte)header, (byte)(header >> 8), (byte)(header >> 16)]);
        _file.Add(raw);
        _file.AddLittle32(Crc32C.Of(_file.Span[start..]));
        return _file.Length - start;
    }

    private static void AddPart(FuzzRandom random, FuzzBuffer input, FuzzBuffer part)
    {
        input.Add16(random.Lie(part.Length, 0xFFFF));
        input.Add(part.Span);
    }

    private int WriteBlock(FuzzRandom random, bool isInverse)
    {
        var entries = random.OneIn(10) ? random.Below(40) : random.Between(1, 5);
        WriteColumns(random, [entries, isInverse ? RDataColumns.Count : RRsetColumns.Count], isInverse, isIndex: false);
        return entries;
    }

    /// <param name="shape">Entries and value columns.</param>
    private void WriteColumns(FuzzRandom random, ReadOnlySpan<int> shape, bool isInverse, bool isIndex)
    {
        var (entries, columns) = (shape[0], shape[1]);
        _block.Clear();
        _raw.Clear();
        var sightings = random.OneIn(6) ? random.Below(4) : 1;
        AddNumber(random, _block, (ulong)entries);
        var keys = _column;
        keys.Clear();
        Span<int> lengths = stackalloc int[3 + columns];
        WriteKeys(random, entries, isInverse, isIndex, lengths);
        for (var column = 0; column < columns; column++)
        {
            var start = _raw.Length;
            var numbers = isInverse || isIndex ? entries : column == RRsetColumns.Base ? 1 : column == RRsetColumns.Sightings ? entries : entries * sightings;
            for (var i = 0; i < numbers; i++) AddNumber(random, _raw, column == RRsetColumns.Sightings && !isInverse && !isIndex ? (ulong)sightings : (ulong)random.Skewed(4));
            lengths[3 + column] = _raw.Length - start;
        }

        foreach (var length in lengths) AddNumber(random, _block, (ulong)random.Lie(length, 0xFFFF));
        _block.Add(_raw.Span);
    }

    private void WriteKeys(FuzzRandom random, int entries, bool isInverse, bool isIndex, Span<int> lengths)
    {
        Span<byte> key = stackalloc byte[64];
        var suffixes = _column;
        Span<byte> added = stackalloc byte[64];
        for (var i = 0; i < entries; i++) AddNumber(random, _raw, 0); // shares nothing with the key before
        lengths[0] = _raw.Length;
        for (var i = 0; i < entries; i++)
        {
            var length = isIndex ? random.Below(4) : MakeKey(random, i, isInverse, key);
            suffixes.Add(key[..length]);
            AddNumber(random, _raw, (ulong)length);
        }

        lengths[1] = _raw.Length - lengths[0];
        _raw.Add(suffixes.Span);
        lengths[2] = suffixes.Length;
    }

    private static int MakeKey(FuzzRandom random, int number, bool isInverse, Span<byte> key)
    {
        if (isInverse)
        {
            key[0] = random.Of<byte>([TargetKey.Address4Tag, TargetKey.NameTag, TargetKey.NameTag, TargetKey.Address6Tag]);
            "com\0"u8.CopyTo(key[1..]);
            key[5] = (byte)('a' + number);
            key[6] = key[7] = 0;
            return key[0] == TargetKey.Address4Tag ? 5 : 8;
        }

        "com\0"u8.CopyTo(key);
        key[4] = (byte)('a' + number);
        key[5] = key[6] = 0;
        var type = random.Of<RRType>([RRType.A, RRType.NS, RRType.TXT, RRType.SOA]);
        key[7] = 0;
        key[8] = (byte)type;
        if (random.OneIn(6)) return MakeNegativeEnd(random, key);
        key[9] = (byte)random.Lie(random.Below(3), 255);
        var length = random.Lie(4, 20);
        key[10] = (byte)length;
        random.Fill(key.Slice(11, length));
        return 11 + length;
    }

    private static int MakeNegativeEnd(FuzzRandom random, Span<byte> key)
    {
        key[9] = RRsetKey.NegativeMark;
        key[10] = (byte)random.Lie(random.Between(1, 4), 255);
        key[11] = (byte)random.Lie(random.Below(4), 255);
        return random.Lie(12, 13);
    }

    private static void AddNumber(FuzzRandom random, FuzzBuffer octets, ulong number)
    {
        if (random.OneIn(300)) number = random.OneIn(2) ? random.Next() : random.Next() >> random.Below(60);
        Span<byte> text = stackalloc byte[Leb128.MaxLength];
        octets.Add(text[..Leb128.Write(number, text)]);
    }

    private void WriteSound(RunFileKind kind)
    {
        var writing = new RunWriting { BlockLength = 256 };
        if (kind == RunFileKind.RData)
        {
            using var inverse = new RDataRunWriter(writing, _path);
            for (var i = 0; i < 40; i++) inverse.Add([.. "ncom\0"u8, (byte)('A' + i), 0, 0], i);
            inverse.Finish();
            return;
        }

        using var rrsets = new RRsetRunWriter(writing, _path);
        for (var i = 0; i < 30; i++)
        {
            Sighting[] sightings =
            [
                new(0, SightingStatus.Matched, Vantage.Recursive, new TimeWindow(1_700_000_000_000 + i, 1_700_000_100_000, 2), 1, 60, 300),
                new(1, SightingStatus.Unsolicited, Vantage.Authoritative, new TimeWindow(1_700_000_000_000 - i, 1_700_000_100_000, 1), 9, 60, 60),
            ];
            rrsets.Add([.. "com\0"u8, (byte)('A' + i), 0, 0, 0, 1, 0, 4, 192, 0, 2, (byte)i], sightings.AsSpan(0, 1 + (i % 2)));
        }

        rrsets.Finish("[]"u8);
    }

    private byte[] PartsOf(RunFileKind kind, bool madeIndex)
    {
        using var file = RunFileReader.Open(_path, kind);
        var input = new FuzzBuffer(MaxLength);
        input.Add((byte)(Parts | (int)kind | (madeIndex ? MadeIndex : 0)));
        input.Add(2);
        input.Add16((int)file.Totals.Entries);
        for (var i = 0; i < file.Blocks; i++)
        {
            var block = file.ReadBlock(i);
            input.Add16(block.Length);
            input.Add(block);
        }

        if (!madeIndex)
        {
            var index = new BlockBuilder(IndexColumns.Count);
            for (var i = 0; i < file.Blocks; i++)
            {
                index.AddKey([], 0);
                index.AddValue(IndexColumns.FilterLength, 0);
                index.AddValue(IndexColumns.StoredLength, (ulong)SectionLength(file.ReadBlock(i).Length));
                index.AddValue(IndexColumns.Entries, (ulong)(file.FirstOrdinal(i + 1) - file.FirstOrdinal(i)));
            }

            var octets = new OctetBuffer();
            index.Close(octets);
            input.Add16(octets.Length);
            input.Add(octets.Span);
        }

        input.Add16(2);
        input.Add("[]"u8);
        return input.Span.ToArray();
    }
}
