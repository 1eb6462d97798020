import { useDeferredValue, useId, useMemo, useState } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { StudioError } from '../../core/errors.ts';
import { makePlan } from '../../core/plan/make-plan.ts';
import type { Plan, PlanForm, PlanRequest } from '../../core/plan/types.ts';
import { IconButton } from '../controls/icon-button.tsx';
import { type TabItem, TabStrip, tabId } from '../controls/tab-strip.tsx';
import { UnknownClassesNote } from '../lists/unknown-classes-note.tsx';
import { useActions, useStudioState } from '../studio-context.tsx';
import { ApartField } from './apart-field.tsx';
import { ApartMatrix } from './apart-matrix.tsx';
import { firstForm, pairCounts, planRequest } from './plan-form.ts';
import { PlanResult } from './plan-result.tsx';
import { planSummary } from './plan-text.ts';
import { ScenesFields } from './scenes-fields.tsx';
import { TargetsField } from './targets-field.tsx';

type Tab = 'classes' | 'scenes' | 'plan';

const TABS: readonly TabItem<Tab>[] = [
  { id: 'classes', label: 'Classes' },
  { id: 'scenes', label: 'Scenes' },
  { id: 'plan', label: 'Plan' },
];

/** Writes a list of prompts from what a dataset shall have; it is seen as a table before any picture is queued. */
export function PlanDialog() {
  const given = useStudioState((state) => state.planForm);
  const labelSet = useStudioState((state) => state.labelSet);
  const seed = useStudioState((state) => state.draft.seed);
  const isBundled = useStudioState(
    (state) => state.engine.phase !== 'ready' || state.engine.info.model.origin.kind === 'bundled',
  );
  const hasFailed = useStudioState((state) => state.engine.phase === 'failed');
  const actions = useActions();
  const [tab, setTab] = useState<Tab>('classes');
  const id = useId();
  const [first] = useState(() => firstForm(labelSet, isBundled, seed));
  const form = given?.labelSetId === labelSet.id ? given : first;
  const change = (part: Partial<PlanForm>) => actions.setPlanForm({ ...form, ...part });

  const latest = useDeferredValue(form);
  const made = useMemo(() => tryPlan(planRequest(latest, labelSet)), [latest, labelSet]);
  const plan = typeof made === 'string' ? null : made;
  const classIds = useMemo(() => (plan ? Object.keys(plan.planned).map(Number) : []), [plan]);
  const together = useMemo(() => pairCounts(plan?.scenes ?? []), [plan]);
  const isBlocked = plan === null || plan.scenes.length === 0 || latest !== form;
  const close = () => actions.setPlanOpen(false);

  return (
    <ModalOverlay className="modal-overlay" isOpen isDismissable onOpenChange={(open) => !open && close()}>
      <Modal className="modal modal-wide">
        <Dialog className="dialog">
          <div className="dialog-head">
            <Heading slot="title" level={2}>
              Plan pictures
            </Heading>
            <IconButton icon="close" label="Close" onPress={close} />
          </div>
          <div className="plan-body">
            <TabStrip label="Parts of the plan" tabs={TABS} selected={tab} onSelect={setTab} panelId={`${id}-panel`} />
            <div id={`${id}-panel`} role="tabpanel" aria-labelledby={tabId(`${id}-panel`, tab)} className="plan-panel">
              {tab === 'classes' && (
                <>
                  <TargetsField
                    labelSet={labelSet}
                    targets={form.targets}
                    onChange={(targets) => change({ targets })}
                  />
                  <ApartField labelSet={labelSet} apart={form.apart} onChange={(apart) => change({ apart })} />
                  {/* Last: a row comes when a number is left by a press on the button above, which must not move away meanwhile. */}
                  <ApartMatrix
                    labelSet={labelSet}
                    form={form}
                    together={together}
                    onChange={(apart) => change({ apart })}
                  />
                </>
              )}
              {tab === 'scenes' && <ScenesFields form={form} onChange={change} />}
              {tab === 'plan' && plan && (
                <PlanResult
                  plan={plan}
                  targets={latest.targets}
                  onSave={(format) => actions.savePlan(plan.scenes, latest.seed, format)}
                />
              )}
            </div>
            <UnknownClassesNote classIds={classIds} />
            <div className="list-actions">
              <p id={`${id}-note`} role="status" className={plan ? undefined : 'error-text'}>
                {plan ? planSummary(plan) : (made as string)}
                {hasFailed && ' The engine did not start, so no picture can be made.'}
              </p>
              <Button
                className="button"
                isDisabled={isBlocked || hasFailed}
                onPress={() => plan && actions.enqueuePlan(plan.scenes, form.seed, 'front')}
              >
                Add to the front
              </Button>
              <Button
                className="button button-primary"
                aria-describedby={`${id}-note`}
                isDisabled={isBlocked || hasFailed}
                onPress={() => plan && actions.enqueuePlan(plan.scenes, form.seed, 'back')}
              >
                Add to the queue
              </Button>
            </div>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** The plan, or why there is none. */
function tryPlan(request: PlanRequest): Plan | string {
  try {
    return makePlan(request);
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    return error.message;
  }
}
