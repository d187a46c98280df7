using PassiveDns.Formats.Capture;
using Xunit;

namespace PassiveDns.Formats.Tests.Capture;

/// <summary>What holds for every reader of frames and every kind of file.</summary>
public class FrameReaderContractTests
{
    public static TheoryData<string> PlainNames => [.. Samples.Plain.Select(sample => sample.Name)];

    public static TheoryData<string> AllNames => [.. Samples.Plain.Concat(Samples.Compressed).Select(sample => sample.Name)];

    [Theory]
    [MemberData(nameof(PlainNames))]
    public void Every_prefix_gives_the_frames_before_the_cut_and_says_that_it_is_cut(string name)
    {
        var file = FileOf(name);
        var whole = ReadCapture.File(file);
        var wholeRecords = 0;

        for (var length = OctetsToKnow(name); length < file.Length; length++)
        {
            var read = ReadCapture.File(file[..length]);

            Assert.Equal(whole.Frames.Take(read.Frames.Count), read.Frames);
            if (read.Damage.Count == 0) wholeRecords++;
            else Assert.InRange(Assert.Single(read.Damage).Offset, 0, length);
        }

        Assert.Empty(whole.Damage);
        Assert.Equal(BoundariesIn(name), wholeRecords);
    }

    [Theory]
    [MemberData(nameof(AllNames))]
    public void However_the_octets_arrive_the_frames_are_the_same(string name)
    {
        var file = FileOf(name);
        var whole = ReadCapture.File(file).ToString();

        for (var portion = 1; portion <= 100; portion++)
            Assert.Equal(whole, ReadCapture.All(CaptureFile.Open(new PortionedStream(file, portion), name)).ToString());
    }

    [Fact]
    public void However_small_the_buffer_starts_the_frames_are_the_same()
    {
        for (var length = 1; length <= 200; length++)
        {
            Assert.Equal(
                ReadCapture.Pcap(Samples.Pcap).ToString(),
                ReadCapture.All(new PcapReader(new CaptureBuffer(new MemoryStream(Samples.Pcap), length))).ToString());
            Assert.Equal(
                ReadCapture.Pcapng(Samples.Pcapng).ToString(),
                ReadCapture.All(new PcapngReader(new CaptureBuffer(new MemoryStream(Samples.Pcapng), length))).ToString());
        }
    }

    [Theory]
    [MemberData(nameof(AllNames))]
    public void A_disk_that_fails_is_not_taken_for_damage_of_the_evidence(string name)
    {
        var file = FileOf(name);
        var stream = new PortionedStream(file[..(file.Length / 2)], 64, new IOException("the disk failed"));

        Assert.Throws<IOException>(() => ReadCapture.All(CaptureFile.Open(stream, name)));
    }

    [Theory]
    [MemberData(nameof(PlainNames))]
    public void Files_with_any_one_octet_changed_are_read_or_refused(string name)
    {
        var original = FileOf(name);
        foreach (var value in new byte[] { 0, 1, 0x7F, 0x80, 0xFF })
        {
            for (var at = 0; at < original.Length; at++)
            {
                var file = (byte[])original.Clone();
                file[at] = value;
                if (TryRead(file) is { } read) Assert.All(read.Frames, frame => Assert.InRange(frame.Octets.Length / 2, 0, file.Length));
            }
        }
    }

    [Theory]
    [MemberData(nameof(AllNames))]
    public void Files_with_any_octets_changed_are_read_or_refused(string name)
    {
        const int filesPerSample = 2_000;
        var original = FileOf(name);
        var random = new Random(20_260_101);
        var readable = 0;

        for (var i = 0; i < filesPerSample; i++)
        {
            var file = Mutate(original, random);
            try
            {
                var read = ReadCapture.File(file);
                readable++;
                Assert.All(read.Damage, damage => Assert.True(damage.Offset >= 0 && damage.Reason.Length > 0));
                Assert.InRange(read.Frames.Count, 0, 100_000);
            }
            catch (UnreadableFileException refusal)
            {
                Assert.StartsWith("test, octet 0: expected a capture", refusal.Message, StringComparison.Ordinal);
            }
        }

        Assert.InRange(readable, name.Contains("bzip2", StringComparison.Ordinal) ? 1 : filesPerSample / 20, filesPerSample - 1); // bzip2: all or nothing
    }

    private static ReadCapture? TryRead(byte[] file)
    {
        try
        {
            return ReadCapture.File(file);
        }
        catch (UnreadableFileException)
        {
            return null;
        }
    }

    private static byte[] FileOf(string name) => Samples.Plain.Concat(Samples.Compressed).Single(sample => sample.Name == name).File;

    // Of the start of a file, to tell what to read: its magic number, or the headers of three records.
    private static int OctetsToKnow(string name) => name switch
    {
        "ERF" => 48 + 80 + 16,
        "snoop" => 8,
        _ => 4,
    };

    // Between the file header and the end: places at which a cut leaves whole records only.
    private static int BoundariesIn(string name) => name switch
    {
        "pcap" => 3, // before each of three records
        "big-endian pcap" => 2,
        "pcapng" => 9, // before each of ten blocks but the first
        "pcap of Kuznetzov" => 3,
        "snoop" => 3,
        "ERF" => 2, // before the fourth and fifth of five records
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    private static byte[] Mutate(byte[] original, Random random)
    {
        var file = original.ToList();
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            var at = random.Next(file.Count);
            switch (random.Next(6))
            {
                case 0:
                    file[at] = (byte)random.Next(256);
                    break;
                case 1:
                    file[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    file.RemoveRange(at, random.Next(Math.Min(20, file.Count - at)));
                    break;
                case 3:
                    file.InsertRange(at, Enumerable.Repeat((byte)random.Next(256), random.Next(20)));
                    break;
                case 4:
                    file.InsertRange(at, file.GetRange(at, random.Next(file.Count - at)));
                    break;
                default:
                    uint[] telling = [0, 1, 4, 12, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFC, 0xFFFF_FFFF, 262_144, 262_145, 16 << 20];
                    var value = BitConverter.GetBytes(telling[random.Next(telling.Length)]);
                    if (random.Next(2) == 0) Array.Reverse(value);
                    for (var i = 0; i < value.Length && at + i < file.Count; i++) file[at + i] = value[i];
                    break;
            }

            if (file.Count == 0) file.Add(0);
        }

        return [.. file];
    }
}
