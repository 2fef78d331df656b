using System.Globalization;
using LurkBot.Benchmarks;

switch (args)
{
    case ["append", var folder]:
        await AppendBenchmark.RunAsync(folder);
        return 0;
    case ["read", var folder]:
        await ReadBenchmark.RunAsync(folder);
        return 0;
    case ["first-read", var folder, var size]:
        await ReadBenchmark.FirstReadAsync(folder, int.Parse(size, CultureInfo.InvariantCulture));
        return 0;
    case ["list", var program, var folder]:
        await ListBenchmark.RunAsync(program, folder);
        return 0;
    case ["search", "--generated"]:
        await GeneratedBenchmark.RunAsync();
        return 0;
    case ["search", "--locomo", var folder]:
        await LocomoBenchmark.RunAsync(folder, int.MaxValue);
        return 0;
    case ["search", "--locomo", var folder, "--first", var conversations]:
        await LocomoBenchmark.RunAsync(folder, int.Parse(conversations, System.Globalization.CultureInfo.InvariantCulture));
        return 0;
    case ["search", var program, var folder]:
        await SearchBenchmark.RunAsync(program, folder);
        return 0;
    case ["recall-speed", var folder]:
        await RecallSpeedBenchmark.RunAsync(folder);
        return 0;
    case ["sqlite", var folder]:
        await SqliteBenchmark.RunAsync(folder);
        return 0;
    case ["turn", var folder]:
        await TurnBenchmark.RunAsync(folder);
        return 0;
    case ["context", var folder]:
        await ContextBenchmark.RunAsync(folder);
        return 0;
    case ["replay"]:
        await ReplayBenchmark.RunAsync();
        return 0;
    case ["start", var program, var empty, var home]:
        StartBenchmark.Run(program, empty, home);
        return 0;
    case ["imported", var program, var folder]:
        await ImportedBenchmark.RunAsync(program, folder);
        return 0;
    case ["many", var folder]:
        await ManySessionsBenchmark.RunAsync(folder);
        return 0;
    case ["soak", var folder]:
        await SoakBenchmark.RunAsync(folder);
        return 0;
    case ["soak-gateway"]:
        await SoakGateway.RunAsync();
        return 0;
    case ["known", var program, var folder]:
        await KnownSessionsBenchmark.RunAsync(program, folder);
        return 0;
    case ["sandbox", var folder]:
        await SandboxBenchmark.RunAsync(folder);
        return 0;
    default:
        await Console.Error.WriteLineAsync("usage: append FOLDER | sqlite FOLDER | read FOLDER | list PROGRAM FOLDER | search PROGRAM FOLDER | search --locomo FOLDER [--first CONVERSATIONS] | search --generated | recall-speed FOLDER | turn FOLDER | context FOLDER | replay | imported PROGRAM FOLDER | many FOLDER | soak FOLDER | known PROGRAM FOLDER | sandbox FOLDER | start PROGRAM EMPTY HOME   (see bench/run.sh)");
        return 2;
}
