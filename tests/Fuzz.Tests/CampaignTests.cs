using System.Globalization;
using Xunit;

namespace PassiveDns.Fuzz.Tests;

/// <summary>Many inputs for each target, the same in every run: no exception that was not foreseen, none that takes long, no memory that stays.</summary>
/// <remarks>Classes run beside one another: two halves take two cores.</remarks>
public abstract class CampaignTests
{
    private const long Inputs = 200_000;
    private const ulong Seed = 1;
    private const long MaxGrowth = 64 << 20; // what pooled buffers grow to, and what runs beside this; 350 octets kept of each input would exceed it

    protected static void RunCampaign(string name)
    {
        AssertFailures.AreThrown();
        var target = FuzzTargets.Create(name);

        var report = Campaign.Run(target, Inputs, Seed);

        TestContext.Current.TestOutputHelper?.WriteLine(report.ToString());
        Assert.True(report.Failures.Count == 0, string.Join('\n', report.Failures));
        Assert.Equal(Inputs, report.Inputs);
        Assert.True(report.MeanAllocation <= target.MeanAllocation,
            string.Create(CultureInfo.InvariantCulture, $"{report.MeanAllocation} octets allocated for an input, more than {target.MeanAllocation}"));
        Assert.True(report.MemoryGrowth <= MaxGrowth, string.Create(CultureInfo.InvariantCulture, $"{report.MemoryGrowth} octets of memory are not given back"));
    }
}

/// <summary>What comes from a wire.</summary>
public sealed class WireCampaignTests : CampaignTests
{
    [Theory]
    [InlineData("packets")]
    [InlineData("message")]
    [InlineData("manifest")]
    [InlineData("text")]
    public void No_input_does_harm(string target) => RunCampaign(target);
}

/// <summary>What comes from files.</summary>
public sealed class FileCampaignTests : CampaignTests
{
    [Theory]
    [InlineData("pcap")]
    [InlineData("pcapng")]
    [InlineData("compressed")]
    [InlineData("run")]
    [InlineData("interchange")]
    public void No_input_does_harm(string target) => RunCampaign(target);

    [Fact]
    public void Every_target_is_run()
    {
        var run = typeof(CampaignTests).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(CampaignTests)))
            .SelectMany(type => type.GetMethod(nameof(No_input_does_harm))!.GetCustomAttributes(typeof(InlineDataAttribute), false))
            .Select(row => (string)((InlineDataAttribute)row).Data[0]!);

        Assert.Equal(FuzzTargets.Names.Order(StringComparer.Ordinal), run.Order(StringComparer.Ordinal));
    }
}
