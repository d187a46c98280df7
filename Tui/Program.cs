using System.Runtime.InteropServices;
using PassiveDns.Tui.Commands;
using PassiveDns.Tui.Output;

using var interruption = new CancellationTokenSource();
var firstSignal = 0L;
using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);

var outputIsTerminal = !Console.IsOutputRedirected;
var context = new CommandContext
{
    Output = ProcessStreams.OpenOutput(),
    Messages = new Messages(Console.Error, ProcessStreams.CanAnimate()),
    OutputColumns = outputIsTerminal ? ProcessStreams.TerminalColumns() : null,
    MessageColumns = Console.IsErrorRedirected ? CommandContext.UsualColumns : ProcessStreams.TerminalColumns(),
    IsAsciiTerminal = outputIsTerminal && ProcessStreams.IsLocaleAscii(),
    IsInteractive = outputIsTerminal && !Console.IsInputRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb",
    OpenInput = ProcessStreams.OpenInput,
    ArchiveVariable = Environment.GetEnvironmentVariable("PDNS_ARCHIVE") ?? "",
    Interruption = interruption.Token,
};
return (int)CommandLine.Run(args, context);

// The first signal asks the command to end in order, a second one ends the process. What comes together is one: timeout(1), for one, signals the
// process and its group.
void Interrupt(PosixSignalContext signal)
{
    const int together = 1_000; // milliseconds
    signal.Cancel = !interruption.IsCancellationRequested || Environment.TickCount64 - firstSignal < together;
    if (interruption.IsCancellationRequested) return;
    firstSignal = Environment.TickCount64;
    interruption.Cancel();
}
