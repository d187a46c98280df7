using PassiveDns.Formats.Capture;
using PassiveDns.Formats.State;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Formats.Tests.Capture;

/// <summary>Who resumes a capture reads what the one before would have read.</summary>
public class CapturePositionTests
{
    private const string Name = "test";

    public static TheoryData<string> AllNames => [.. Samples.Plain.Concat(Samples.Compressed).Select(sample => sample.Name)];

    [Theory, MemberData(nameof(AllNames))]
    public void After_every_frame_the_rest_is_read_alike(string name) => AssertResumable(FileOf(name));

    [Theory, MemberData(nameof(AllNames))]
    public void In_damaged_files_too(string name)
    {
        var random = new Random(20_261_125);
        var original = FileOf(name);
        for (var i = 0; i < 300; i++)
        {
            var file = (byte[])original.Clone();
            for (var changes = random.Next(1, 4); changes > 0; changes--) file[random.Next(4, file.Length)] = (byte)random.Next(256);
            if (IsReadable(file)) AssertResumable(file[..random.Next(file.Length / 2, file.Length + 1)]);
        }
    }

    [Fact]
    public void That_frames_are_longer_than_the_snap_length_is_not_forgotten()
    {
        var frame = new byte[20];
        var pcap = new PcapBuilder(snapLength: 5).Add(1_700_000_000_000_000_000, frame).Add(1_700_000_001_000_000_000, frame);
        pcap.AddRecord(1_700_000_002, uint.MaxValue, 20, 20, frame); // after a frame of a length that is not known, this would be none
        for (var i = 3; i < 7; i++) pcap.Add((1_700_000_000 + i) * 1_000_000_000L, frame);

        AssertResumable(pcap.ToArray());
    }

    public static TheoryData<string, byte[]> DamagedInTheMiddle
    {
        get
        {
            var (pcap, snoop, erf) = (new PcapBuilder(), new SnoopBuilder(), new ErfBuilder());
            for (var i = 0; i < 8; i++)
            {
                var time = (1_700_000_000 + i) * 1_000_000_000L;
                var isDamaged = i == 6; // one record behind it convinces only who knows one before it
                pcap.AddRecord((uint)(time / 1_000_000_000), 0, isDamaged ? 1_000_000u : 40u, 40, new byte[40]);
                snoop.Add(time, new byte[40], claimedLength: isDamaged ? 1_000_000u : null);
                erf.Add(isDamaged ? (byte)60 : ErfBuilder.IPv4, time, new byte[40], wireLength: 40);
            }

            return new() { { "pcap", pcap.ToArray() }, { "snoop", snoop.ToArray() }, { "ERF", erf.ToArray() } };
        }
    }

    [Theory, MemberData(nameof(DamagedInTheMiddle))]
    public void The_next_record_behind_damage_is_known_by_the_time_of_those_before_the_cut(string name, byte[] file)
    {
        Assert.True(ReadCapture.File(file) is { Frames.Count: 7, Damage.Count: 1 }, name);
        AssertResumable(file);
    }

    [Fact]
    public void Many_damaged_places_are_counted_on()
    {
        var pcapng = new PcapngBuilder().Section().Interface();
        for (var i = 0; i < 250; i++) pcapng.Enhanced(i % 2 == 0 ? 0u : 7u, 1_700_000_000_000_000 + (ulong)i, [1, 2, 3]);

        AssertResumable(pcapng.ToArray());
    }

    [Theory, MemberData(nameof(AllNames))]
    public void Forged_positions_are_refused_or_lead_to_some_frames(string name)
    {
        var random = new Random(20_261_126);
        var file = FileOf(name);
        var states = PositionsIn(file).Select(position => SavedState.Of(position.Save)).ToList();
        var loaded = 0;
        for (var i = 0; i < 1_000; i++)
        {
            try
            {
                var position = SavedState.Load(SavedState.Forged(states[random.Next(states.Count)], random), CapturePosition.Load);
                using var capture = CaptureFile.Resume(new MemoryStream(file), Name, position, CancellationToken.None);
                while (capture.TryRead(out _)) loaded++;
            }
            catch (UnusableStateException)
            {
                // as it should be
            }
        }

        Assert.NotEqual(0, loaded);
    }

    public static TheoryData<string, string> OtherFiles => new()
    {
        { "pcap", "pcapng" },
        { "pcap", "snoop" },
        { "pcapng", "pcap" },
    };

    [Theory, MemberData(nameof(OtherFiles))]
    public void Another_kind_of_file_is_refused(string name, string other)
    {
        var position = PositionsIn(FileOf(name))[0];

        Assert.Throws<UnusableStateException>(() => CaptureFile.Resume(new MemoryStream(FileOf(other)), Name, position, CancellationToken.None));
    }

    [Fact]
    public void A_file_that_has_become_shorter_is_refused()
    {
        var position = PositionsIn(Samples.Pcap)[^1];

        Assert.Throws<UnusableStateException>(() => CaptureFile.Resume(new MemoryStream(Samples.Pcap[..^1]), Name, position, CancellationToken.None));
    }

    [Fact]
    public void The_way_to_the_place_can_be_called_off()
    {
        var position = PositionsIn(Samples.Pcap)[1];

        Assert.Throws<OperationCanceledException>(
            () => CaptureFile.Resume(new MemoryStream(Samples.Pcap), Name, position, new CancellationToken(canceled: true)));
    }

    private static byte[] FileOf(string name) => Samples.Plain.Concat(Samples.Compressed).Single(sample => sample.Name == name).File;

    private static bool IsReadable(byte[] file)
    {
        try
        {
            return ReadCapture.File(file).Frames.Count > 0;
        }
        catch (UnreadableFileException)
        {
            return false;
        }
    }

    /// <summary>Of a file before its first frame, behind each, and at its end.</summary>
    private static List<CapturePosition> PositionsIn(byte[] file)
    {
        using var capture = CaptureFile.Open(new MemoryStream(file), Name);
        List<CapturePosition> positions = [capture.Position];
        while (capture.TryRead(out _)) positions.Add(capture.Position);
        positions.Add(capture.Position);
        return positions;
    }

    private static void AssertResumable(byte[] file)
    {
        ReadCapture whole;
        try
        {
            whole = ReadCapture.File(file);
        }
        catch (UnreadableFileException)
        {
            return;
        }

        var text = whole.ToString();
        foreach (var position in PositionsIn(file))
        {
            var loaded = SavedState.Load(SavedState.Of(position.Save), CapturePosition.Load);
            var rest = ReadCapture.All(CaptureFile.Resume(new PortionedStream(file, 100), Name, loaded, CancellationToken.None));

            Assert.Equal(text, (rest with { Frames = [.. whole.Frames.Take((int)loaded.Frames), .. rest.Frames] }).ToString());
        }
    }
}
