using Xunit;

namespace PassiveDns.Fuzz.Tests;

/// <summary>A campaign that cannot fail proves nothing.</summary>
public class CampaignSelfTests
{
    [Theory]
    [InlineData(Misdeed.Throws, "InvalidOperationException: by intent")]
    [InlineData(Misdeed.IsSlow, "took ")]
    [InlineData(Misdeed.ThrowsAtTheSecondInput, "InvalidOperationException: by intent")]
    public void What_an_input_does_is_reported_with_what_is_needed_to_see_it_again(Misdeed misdeed, string why)
    {
        var report = Campaign.Run(new BadTarget(misdeed), 300, seed: 7);

        var failure = report.Failures[0];
        Assert.Contains(why, failure.Why, StringComparison.Ordinal);
        Assert.Contains($"replay bad {Convert.ToHexStringLower(failure.Input)}", failure.ToString(), StringComparison.Ordinal);
        Assert.Contains($"replay bad --seed 7 --number {failure.Number}", failure.ToString(), StringComparison.Ordinal);
        Assert.Contains(why, Campaign.Replay(new BadTarget(misdeed), 7, failure.Number) ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Allocation_and_memory_that_stays_are_measured()
    {
        var report = Campaign.Run(new BadTarget(Misdeed.Hoards), 2_000, seed: 7);

        Assert.Empty(report.Failures);
        Assert.InRange(report.MeanAllocation, 10_000, 12_000);
        Assert.InRange(report.MemoryGrowth, 1_700 * 10_000, long.MaxValue);
    }

    [Fact]
    public void An_input_follows_from_target_seed_and_number_alone()
    {
        var target = FuzzTargets.Create("packets");
        var corpus = Corpus.Of(target);
        var inOrder = new InputMaker(target, corpus, 3);
        var alone = new InputMaker(FuzzTargets.Create("packets"), corpus, 3);

        for (var number = 0L; number < 2_000; number++)
        {
            var input = inOrder.Make(number).ToArray();
            if (number % 101 == 0) Assert.Equal(input, alone.Make(number).ToArray());
        }
    }

    [Fact]
    public void An_input_never_exceeds_its_length()
    {
        foreach (var name in FuzzTargets.Names)
        {
            var target = FuzzTargets.Create(name);
            var maker = new InputMaker(target, Corpus.Of(target), 5);
            for (var number = 0L; number < 2_000; number++) Assert.InRange(maker.Make(number).Length, 0, target.MaxLength);
        }
    }

    public enum Misdeed
    {
        Throws,
        IsSlow,
        ThrowsAtTheSecondInput,
        Hoards,
    }

    private sealed class BadTarget(Misdeed misdeed) : FuzzTarget
    {
        private readonly List<byte[]> _hoard = [];
        private int _inputs;

        public override string Name => "bad";

        public override int MeanAllocation => 0;

        public override IEnumerable<byte[]> Seeds() => [[1]];

        public override void Generate(FuzzRandom random, FuzzBuffer input) => random.Fill(input.Take(1 + random.Below(8)));

        public override void StartOver() => _inputs = 0;

        public override void Run(ReadOnlySpan<byte> input)
        {
            _inputs++;
            var isBad = misdeed == Misdeed.ThrowsAtTheSecondInput ? _inputs > 1 : input.Length == 3;
            if (misdeed == Misdeed.Hoards) _hoard.Add(new byte[10_000]);
            else if (isBad && misdeed == Misdeed.IsSlow) Thread.Sleep((int)Campaign.MaxMilliseconds + 20);
            else if (isBad) throw new InvalidOperationException("by intent");
        }
    }
}
