using System.Buffers.Binary;
using System.IO.Compression;
using PassiveDns.Formats.Compression;

namespace PassiveDns.Fuzz.Generation;

/// <summary>Writes capture files: pcap of every variant, pcapng with blocks of every kind, and either inside compressed data.</summary>
public sealed class CaptureGenerator
{
    private static readonly uint[] PcapMagics =
        [0xA1B2C3D4, 0xA1B23C4D, 0xA1B2C3D4, 0xA1B23C4D, 0xA1B2CD34, 0xA12B3C4D, 0x1C0001AC, 0x1C0001AB];

    private static readonly ushort[] OptionCodes = [0, 1, 2, 3, 4, 6, 9, 9, 11, 12, 14, 14, 2988, 0x8BAD];

    private readonly PacketGenerator _packets = new();
    private readonly FuzzBuffer _frames = new(1_024);
    private readonly FuzzBuffer _body = new(2_048);
    private readonly FuzzBuffer _content = new(8_192);
    private bool _isBig;

    public void WritePcap(FuzzRandom random, FuzzBuffer file)
    {
        _isBig = random.OneIn(3);
        var magic = random.Of<uint>(PcapMagics);
        Add32(file, magic);
        Add16(file, random.Lie(2, 0xFFFF));
        Add16(file, random.Lie(random.OneIn(8) ? random.Below(5) : 4, 0xFFFF));
        Add32(file, 0);
        Add32(file, 0);
        Add32(file, Telling(random, 262_144));
        Add32(file, Telling(random, 1) | (random.OneIn(8) ? 0x1400_0000u : 0));
        for (var records = random.Between(0, 6); records > 0 && file.Room > 64; records--)
        {
            var frame = NextFrame(random);
            Add32(file, Telling(random, 1_700_000_000));
            Add32(file, Telling(random, 999_999));
            Add32(file, Telling(random, (uint)frame.Length));
            Add32(file, Telling(random, (uint)frame.Length));
            if (magic is 0xA1B2CD34)
            {
                Add32(file, 1);
                file.Add([0x00, 0x08, 0, 0]);
            }

            file.Add(frame);
        }

        if (random.OneIn(10)) random.Fill(file.Take(random.Below(40)));
        if (random.OneIn(12)) file.Cut(random.Below(file.Length + 1));
    }

    public void WritePcapng(FuzzRandom random, FuzzBuffer file)
    {
        for (var sections = random.OneIn(6) ? random.Between(1, 4) : 1; sections > 0; sections--)
        {
            _isBig = random.OneIn(3);
            if (!random.OneIn(30)) WriteSectionHeader(random, file);
            for (var interfaces = random.OneIn(4) ? random.Below(4) : 1; interfaces > 0; interfaces--) WriteInterface(random, file);
            for (var blocks = random.Below(7); blocks > 0 && file.Room > 64; blocks--) WriteBlock(random, file);
        }

        if (random.OneIn(12)) file.Cut(random.Below(file.Length + 1));
    }

    /// <summary>A capture in gzip or zstd: of one piece or more, in itself, cut, or followed by something.</summary>
    public void WriteCompressed(FuzzRandom random, FuzzBuffer file)
    {
        _content.Clear();
        if (random.OneIn(2)) WritePcap(random, _content);
        else WritePcapng(random, _content);
        var pieces = random.OneIn(3) ? random.Between(2, 4) : 1;
        var isZstd = random.OneIn(2);
        for (var piece = 0; piece < pieces; piece++)
        {
            var octets = Part(_content.Span, piece, pieces);
            var compressed = isZstd ? Zstd(octets) : Gzip(octets, random.OneIn(3));
            if (random.OneIn(20)) compressed = isZstd ? Gzip(compressed, stored: false) : Zstd(compressed);
            if (isZstd && random.OneIn(6))
            {
                file.AddLittle32(0x184D2A50 + (uint)random.Below(16));
                file.AddLittle32(Telling(random, 8));
                random.Fill(file.Take(8));
            }

            file.Add(compressed);
        }

        if (random.OneIn(15)) random.Fill(file.Take(random.Below(40)));
        if (random.OneIn(15)) file.Cut(random.Below(file.Length + 1));
    }

    public static byte[] Gzip(ReadOnlySpan<byte> content, bool stored)
    {
        var file = new MemoryStream();
        using (var gzip = new GZipStream(file, stored ? CompressionLevel.NoCompression : CompressionLevel.Fastest)) gzip.Write(content);
        return file.ToArray();
    }

    public static byte[] Zstd(ReadOnlySpan<byte> content)
    {
        var frame = new byte[ZstdBlock.CompressBound(content.Length)];
        return frame[..Codec.Compress(content, frame)];
    }

    private static readonly ZstdBlock Codec = new();

    private static ReadOnlySpan<byte> Part(ReadOnlySpan<byte> content, int piece, int pieces) =>
        content[(content.Length * piece / pieces)..(content.Length * (piece + 1) / pieces)];

    private static uint Telling(FuzzRandom random, uint honest) => !random.OneIn(40) ? honest : random.Below(7) switch
    {
        0 => 0,
        1 => honest + 1,
        2 => 262_144,
        3 => 262_145,
        4 => 0xFFFF_FFFF,
        5 => random.UInt32(),
        _ => (uint)random.Below(256),
    };

    private ReadOnlySpan<byte> NextFrame(FuzzRandom random)
    {
        _frames.Clear();
        _packets.Write(random, _frames);
        if (_frames.Length < PacketGenerator.FrameHeaderLength) return [];
        var length = BinaryPrimitives.ReadUInt16BigEndian(_frames.Span[4..]);
        return _frames.Span.Slice(PacketGenerator.FrameHeaderLength, length);
    }

    private void WriteSectionHeader(FuzzRandom random, FuzzBuffer file)
    {
        _body.Clear();
        Add32(_body, random.OneIn(60) ? random.UInt32() : 0x1A2B3C4D);
        Add16(_body, random.Lie(1, 0xFFFF));
        Add16(_body, random.Below(3));
        Add32(_body, random.OneIn(3) ? random.UInt32() : 0xFFFF_FFFF);
        Add32(_body, 0xFFFF_FFFF);
        if (random.OneIn(4)) WriteOptions(random);
        WriteBody(random, file, 0x0A0D0D0A);
    }

    private void WriteInterface(FuzzRandom random, FuzzBuffer file)
    {
        _body.Clear();
        Add16(_body, random.OneIn(10) ? random.UInt16() : 1);
        Add16(_body, 0);
        Add32(_body, Telling(random, random.OneIn(2) ? 0u : 96));
        if (random.OneIn(2)) WriteOptions(random);
        WriteBody(random, file, 1);
    }

    private void WriteBlock(FuzzRandom random, FuzzBuffer file)
    {
        _body.Clear();
        var frame = NextFrame(random);
        switch (random.Below(8))
        {
            case 0:
                Add32(_body, Telling(random, (uint)frame.Length));
                AddPadded(frame);
                WriteBody(random, file, 3);
                break;
            case 1:
                Add16(_body, random.Lie(0, 0xFFFF));
                Add16(_body, 0);
                WritePacket(random, frame);
                WriteBody(random, file, 2);
                break;
            case 2: // name resolution, statistics, journal, secrets, custom, or any other
                random.Fill(_body.Take(4 * random.Below(12)));
                WriteBody(random, file, random.OneIn(4) ? random.UInt32() : random.Of<uint>([4, 5, 9, 10, 0xBAD, 0x4000_0BAD, 0x8000_0001]));
                break;
            default:
                Add32(_body, random.OneIn(30) ? (uint)random.Below(5) : 0);
                WritePacket(random, frame);
                if (random.OneIn(4)) WriteOptions(random);
                WriteBody(random, file, 6);
                break;
        }
    }

    private void WritePacket(FuzzRandom random, ReadOnlySpan<byte> frame)
    {
        Add32(_body, random.OneIn(12) ? random.UInt32() : 0x0006_0A00);
        Add32(_body, random.UInt32());
        Add32(_body, Telling(random, (uint)frame.Length));
        Add32(_body, Telling(random, (uint)frame.Length));
        AddPadded(frame);
    }

    private void WriteOptions(FuzzRandom random)
    {
        Span<byte> room = stackalloc byte[20];
        for (var options = random.Between(1, 4); options > 0; options--)
        {
            var code = random.Of<ushort>(OptionCodes);
            var length = code switch
            {
                9 => 1,
                14 => 8,
                0 => 0,
                _ => random.Below(20),
            };
            Add16(_body, code);
            Add16(_body, random.Lie(length, 0xFFFF));
            var value = room[..length];
            random.Fill(value);
            if (code == 9 && random.OneIn(2)) value[0] = random.Of<byte>([0, 3, 6, 9, 0x80, 0x8A, 127, 63, 0x80 | 63, 255]);
            AddPadded(value);
        }

        if (!random.OneIn(4)) Add32(_body, 0);
    }

    private void WriteBody(FuzzRandom random, FuzzBuffer file, uint type)
    {
        var length = (uint)(12 + _body.Length);
        Add32(file, type);
        Add32(file, Telling(random, length));
        file.Add(_body.Span);
        Add32(file, Telling(random, length));
    }

    private void AddPadded(ReadOnlySpan<byte> octets)
    {
        _body.Add(octets);
        _body.Take(-octets.Length & 3);
    }

    private void Add16(FuzzBuffer file, int value)
    {
        if (_isBig) file.Add16(value);
        else file.AddLittle16(value);
    }

    private void Add32(FuzzBuffer file, uint value)
    {
        if (_isBig) file.Add32(value);
        else file.AddLittle32(value);
    }
}
